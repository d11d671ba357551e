import { parseArgs } from 'node:util';
import { everyScope } from '../../shared/account/roles.js';
import { signIn } from './sign-in.js';

const usage = `npm run -s token -- --person ada [--api http://127.0.0.1:8080]
Prints an access token of a person of the local sign-in providers: ada is free, grace is premium, root administers.`;

function optionsOf(argv: string[]) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { person: { type: 'string' }, api: { type: 'string', default: 'http://127.0.0.1:8080' } },
    });
    if (!values.person) throw new Error('--person is missing');
    if (!URL.canParse(values.api)) throw new Error(`--api ${values.api} is not a URL`);
    return { person: values.person, api: values.api };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(2);
  }
}

const { person, api } = optionsOf(process.argv.slice(2));
try {
  const { access_token } = await signIn(api, { person, scope: ['openid', ...everyScope].join(' ') });
  process.stdout.write(`${access_token}\n`);
} catch (error) {
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
  process.stderr.write(`${why}\nIs the system running at ${api}? Start it with npm start.\n`);
  process.exit(1);
}
