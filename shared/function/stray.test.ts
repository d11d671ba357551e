import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const program = `
  import { outliveStrayErrors } from './shared/function/stray.ts';
  const log = (level, message, { code }) => console.log(level, code, message.split('\\n')[0]);
  outliveStrayErrors(log);
  outliveStrayErrors(log);
  setTimeout(() => { throw new Error('thrown'); });
  setTimeout(() => Promise.reject(new Error('dropped')), 1);
  setTimeout(() => console.log('alive'), 2);
`;

it('keeps the process up after errors that nobody catches, and logs each once', async () => {
  const options = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const [code] = (await once(child, 'close')) as [number];
  expect(stdout.trim().split('\n')).toEqual([
    'error stray Error: thrown',
    'error stray Error: dropped',
    'alive',
  ]);
  expect(code).toBe(0);
});
