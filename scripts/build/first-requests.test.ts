import { afterAll, beforeAll, expect, test } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { services } from '../../functions/manifest.js';
import { compose } from '../../shared/compose.js';
import type { Service } from '../../shared/function/declare.js';
import { portsOf } from '../../shared/function/wiring.js';
import { deployedEnvironment } from './first-requests.js';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(() => suite.stop());

test.each(Object.entries<Service>(services))('%s has all that it is configured with', (name, service) => {
  const environment = deployedEnvironment(name, suite);
  expect(() => compose(environment, { uses: portsOf(service) })).not.toThrow();
  expect(environment['FUNCTION_TARGET']).toBe(name);
});
