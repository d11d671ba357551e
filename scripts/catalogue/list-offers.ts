import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledTitles } from '../../emulators/catalogue/lines.js';
import { matchPlatformLists, readPlatformLists } from './platform-lists.js';

/** Writes `offers-2021-us.jsonl` anew, after titles have been added: `BENCH_DATA=DIR tsx list-offers.ts`. */
const data = process.env['BENCH_DATA'];
if (data === undefined) {
  console.error('Set BENCH_DATA to the folder that holds platform-lists/.');
  process.exit(2);
}

const offers = matchPlatformLists(bundledTitles(), readPlatformLists(join(data, 'platform-lists')));
const file = new URL('../../emulators/catalogue/offers-2021-us.jsonl', import.meta.url);
writeFileSync(file, offers.map((offer) => `${JSON.stringify(offer)}\n`).join(''));
console.log(`${offers.length} offers of ${new Set(offers.map(({ id }) => id)).size} titles`);
