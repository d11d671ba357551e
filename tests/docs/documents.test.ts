import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundledTitles } from '../../emulators/catalogue/lines.js';
import { services } from '../../functions/manifest.js';
import { countries } from '../../shared/availability/countries.js';
import { platforms } from '../../shared/availability/platforms.js';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

/** Folders of the repository that a document may name a file of. */
const named = /`((?:functions|shared|emulators|scripts|pulumi|tests|docs)\/[\w./-]*\w)\/?`/g;

describe.each(documents)('%s', (document) => {
  it('links to what is there', () => {
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (/^https?:/.test(target)) continue;
      expect(existsSync(join(root, dirname(document), target)), target).toBe(true);
    }
  });

  it('names files that are there', () => {
    for (const [, path = ''] of read(document).matchAll(named)) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
  });

  it('names commands that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script = ''] of read(document).matchAll(/npm run (?:-s )?([\w:]+)/g)) {
      expect(Object.keys(scripts)).toContain(script);
    }
  });
});

describe('what the documents count', () => {
  it('is as many', () => {
    const types = [...bundledTitles()].map(({ type }) => type);
    const count = (type: string) => types.filter((other) => other === type).length;
    const [films, series] = [count('movie'), count('series')];
    const readme = read('README.md').replace(/\s+/g, ' ');
    expect(readme).toContain(`${platforms.length} streaming platforms in ${countries.length} countries`);
    expect(readme).toContain(
      `${films} films, ${series} series, ${types.length - films - series} other titles`,
    );
    expect(read('docs/architecture.md')).toContain(`pages of up to ${PAGE_SIZE} ids`);
  });

  it('is every function that ingests', () => {
    const steps = Object.entries(services).flatMap(([service, { routes }]) =>
      service.startsWith('ingestion-') ? Object.keys(routes) : [],
    );
    const architecture = read('docs/architecture.md');
    for (const step of steps) expect(architecture).toContain(`\`${step}\``);
  });

  it('is every variable of the environment', () => {
    const configuration = read('docs/configuration.md');
    const schemas = readdirSync(join(root, 'shared/adapters'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('env.ts'),
    );
    for (const schema of schemas) {
      for (const [, name] of read(join('shared/adapters', schema)).matchAll(/^ {2,4}([A-Z][A-Z0-9_]+):/gm)) {
        expect(configuration, `${name} of ${schema}`).toContain(`\`${name}\``);
      }
    }
  });
});
