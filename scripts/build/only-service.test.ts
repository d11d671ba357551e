import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { services } from '../../functions/manifest.js';
import { onlyService } from './only-service.js';

const source = readFileSync(new URL('../../functions/manifest.ts', import.meta.url), 'utf8');
const names = Object.keys(services);
/** Of the services themselves: what a function before them loads is left out of the bundles that do not call it. */
const loadsOf = (text: string) =>
  [...text.slice(text.indexOf('export const services')).matchAll(/import\('([^']+)'\)/g)].map(
    ([, path]) => path,
  );

describe('the manifest of one service', () => {
  test.each(names)('%s loads its own functions and no others', (name) => {
    const own = loadsOf(onlyService(source, name));
    const others = names
      .filter((other) => other !== name)
      .flatMap((other) => loadsOf(onlyService(source, other)));
    expect(own.length).toBeGreaterThan(0);
    expect(others.filter((path) => own.includes(path))).toEqual([]);
  });

  test('together the services hold the whole manifest', () => {
    expect(names.flatMap((name) => loadsOf(onlyService(source, name)))).toEqual(loadsOf(source));
  });

  test('says when it cannot find the service', () => {
    expect(() => onlyService(source, 'nonsense')).toThrow('The manifest has no service "nonsense".');
    expect(() => onlyService('export const services = make();', 'search')).toThrow('keep it one literal');
  });
});
