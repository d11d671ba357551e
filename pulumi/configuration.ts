import { Config, type Output } from '@pulumi/pulumi';
import { REGION, type SecretName, type SettingName, secrets, settings } from './settings.js';

/** What a stack says of its deployment. */
export interface Configuration {
  project: string;
  /** Host name of the public entry, e.g. `api.example.org`. */
  domain: string;
  settings: Readonly<Partial<Record<SettingName, string>>>;
  secrets: Readonly<Partial<Record<SecretName, Output<string>>>>;
  /** Folder of the built bundles: `<service>.tar.gz` each. */
  bundles: string;
}

/** Reads the stack's configuration; `npm run deploy` has checked that it is complete. */
export function readConfiguration(bundles: string): Configuration {
  const own = new Config();
  const google = new Config('gcp');
  const region = google.get('region') ?? REGION;
  if (region !== REGION) throw new Error(`gcp:region is ${region}; user data must stay in ${REGION}.`);
  return {
    project: google.require('project'),
    domain: own.require('domain'),
    settings: given(settings, (name, { required }) => (required ? own.require(name) : own.get(name))),
    secrets: given(secrets, (name, { required }) =>
      required ? own.requireSecret(name) : own.getSecret(name),
    ),
    bundles,
  };
}

function given<Name extends string, Value>(
  table: Readonly<Record<Name, { required: boolean }>>,
  read: (name: Name, setting: { required: boolean }) => Value | undefined,
): Partial<Record<Name, Value>> {
  const values: Partial<Record<Name, Value>> = {};
  for (const name of Object.keys(table) as Name[]) {
    const value = read(name, table[name]);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
