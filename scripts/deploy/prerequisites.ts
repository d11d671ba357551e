import { limitViolations } from '../../pulumi/limit-violations.js';
import { REGION, type Setting, secrets, settings } from '../../pulumi/settings.js';
import type { Manifest } from '../../shared/function/declare.js';
import type { Machine } from './machine.js';
import { readStackFile, type StackValues } from './stack-file.js';

/** Something that a deployment needs and that is not there, with what to do. */
export interface Missing {
  what: string;
  todo: string;
}

/** Folders whose code is in the bundles. */
const sources = ['functions', 'shared', 'package-lock.json'];
/** Pulumi's project, before the names of its own settings. */
const PROJECT = 'media-gateway';

/** Everything that is missing for a deployment of the stack; empty when it can start. */
export async function missingFor(stack: string, manifest: Manifest, machine: Machine): Promise<Missing[]> {
  const values = readStackFile(machine.read(`pulumi/Pulumi.${stack}.yaml`) ?? '');
  const found = await Promise.all([
    missingCommands(machine, stack, values),
    missingValues(stack, values),
    missingBundles(Object.keys(manifest), machine),
  ]);
  const broken = limitViolations(manifest).map((what) => ({
    what,
    todo: 'change functions/manifest.ts; docs/platform-limits.md explains the limit',
  }));
  return [...found.flat(), ...broken];
}

async function missingCommands(machine: Machine, stack: string, values: StackValues): Promise<Missing[]> {
  const needed: [what: string, todo: string, present: () => Promise<boolean>][] = [
    [
      'the command pulumi',
      'install it as https://www.pulumi.com/docs/iac/download-install/ says',
      () => machine.succeeds('pulumi', ['version']),
    ],
    [
      "a login to Pulumi's state",
      'run "pulumi login", or "pulumi login gs://BUCKET" to keep the state in your own bucket',
      () => machine.succeeds('pulumi', ['whoami']),
    ],
    [
      `the stack ${stack}`,
      `run "pulumi -C pulumi stack init ${stack}"`,
      () => machine.succeeds('pulumi', ['-C', 'pulumi', 'stack', '--stack', stack]),
    ],
    [
      'the command gcloud',
      'install it as https://cloud.google.com/sdk/docs/install says',
      () => machine.succeeds('gcloud', ['version']),
    ],
    [
      'credentials for Google Cloud',
      'run "gcloud auth application-default login", or name a key file in GOOGLE_APPLICATION_CREDENTIALS',
      async () =>
        machine.env['GOOGLE_APPLICATION_CREDENTIALS'] !== undefined ||
        machine.succeeds('gcloud', ['auth', 'application-default', 'print-access-token']),
    ],
  ];
  const project = values.get('gcp:project')?.value;
  if (project) {
    needed.push([
      `access to the project ${project}`,
      'create it, with billing, or ask its owner for the role "Owner"; then run "gcloud auth login"',
      () => machine.succeeds('gcloud', ['projects', 'describe', project]),
    ]);
  }
  const present = await Promise.all(needed.map(([, , isPresent]) => isPresent()));
  return needed.flatMap(([what, todo], i) => (present[i] ? [] : [{ what, todo }]));
}

function missingValues(stack: string, values: StackValues): Missing[] {
  const set = (key: string, help: string, value = ' VALUE') => ({
    what: key,
    todo: `run "pulumi -C pulumi config set --stack ${stack} ${key}${value}" (${help})`,
  });
  const lacks = (key: string) => !values.get(key)?.value;
  const missing: Missing[] = [];
  if (lacks('gcp:project')) missing.push(set('gcp:project', 'the id of a Google Cloud project of its own'));
  const region = values.get('gcp:region')?.value ?? REGION;
  if (region !== REGION) missing.push(set('gcp:region', `user data must stay in ${REGION}`));
  if (lacks(`${PROJECT}:domain`)) {
    missing.push(set(`${PROJECT}:domain`, 'host name of the API, whose DNS you can change'));
  }
  for (const [name, { required, help }] of Object.entries<Setting>(settings)) {
    if (required && lacks(`${PROJECT}:${name}`)) missing.push(set(`${PROJECT}:${name}`, help));
  }
  for (const [name, { required, help }] of Object.entries<Setting>(secrets)) {
    const value = values.get(`${PROJECT}:${name}`);
    // What was set without --secret stands readable in the file. Without a value Pulumi asks for it, unseen.
    if (value ? !value.secure : required) missing.push(set(`${PROJECT}:${name}`, help, ' --secret'));
  }
  return missing;
}

async function missingBundles(services: readonly string[], machine: Machine): Promise<Missing[]> {
  const written = await Promise.all(services.map((name) => machine.modified(`dist/services/${name}.tar.gz`)));
  const absent = services.filter((_, i) => written[i] === undefined);
  const todo = 'run "npm run build"';
  if (absent.length > 0) return absent.map((name) => ({ what: `the bundle of ${name}`, todo }));
  const changed = await Promise.all(sources.map((path) => machine.modified(path)));
  const isOld = Math.max(...changed.map((time) => time ?? 0)) > Math.min(...written.map((time) => time ?? 0));
  return isOld ? [{ what: 'bundles of the code as it is now', todo }] : [];
}
