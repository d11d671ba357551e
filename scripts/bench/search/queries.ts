import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { normaliseText } from '../../../shared/text.js';
import { openFile, readLines } from '../../ingest/read-lines.js';
import { Skipped } from '../benchmark.js';

const DESCRIPTIONS = 'queries-tip-of-the-tongue-validation.jsonl.gz';
/** Of a query that the service takes. */
const MAX_QUERY_LENGTH = 2_000;

/** A line of the catalogue file; what benchmarks read of it. */
export interface CatalogueTitle {
  id: string;
  title: string;
  original_title?: string;
  year: number | null;
  overview?: string;
  tagline?: string;
  genres?: string[];
  keywords?: string[];
  cast?: string[];
  directors?: string[];
  popularity?: number;
  wikipedia?: { extract: string };
}

/** A query, and what somebody who asks it wants to find. */
export interface Judged {
  q: string;
  isWanted(found: { id: string; title: string }): boolean;
}

export interface SearchQueries {
  /** Whole titles. */
  titles: Judged[];
  /** What is typed into a search box: titles, the first words of one, people, genre and year. */
  keyword: string[];
  /** Sentences: first sentences of descriptions and everyday phrases, in turns. */
  naturalLanguage: string[];
  /** Half-remembered descriptions in full. */
  descriptions: Judged[];
}

/** The first `count` titles of the file. */
export async function readCatalogue(file: string, count: number): Promise<CatalogueTitle[]> {
  const titles: CatalogueTitle[] = [];
  for await (const { text } of readLines(openFile(file))) {
    if (titles.length === count) break;
    if (text !== undefined) titles.push(JSON.parse(text) as CatalogueTitle);
  }
  return titles;
}

/** No query comes twice. @throws Skipped where the descriptions are missing */
export async function searchQueries(
  folder: string,
  catalogue: readonly CatalogueTitle[],
): Promise<SearchQueries> {
  const descriptions = await readDescriptions(folder);
  const sentences = descriptions.map(({ q }) => firstSentence(q));
  const titles = spread(catalogue, 1_500).map(
    ({ title }): Judged => ({
      q: title,
      isWanted: (found) => normaliseText(found.title) === normaliseText(title),
    }),
  );
  return {
    titles: distinctBy(titles, ({ q }) => q),
    keyword: inTurns([
      spread(catalogue, 1_500).map(({ title }) => title),
      spread(catalogue, 1_400).map(({ title }) => title.split(' ').slice(0, 2).join(' ')),
      spread(catalogue, 1_300).flatMap(
        ({ directors, cast }) => directors?.slice(0, 1) ?? cast?.slice(0, 1) ?? [],
      ),
      spread(catalogue, 1_200).flatMap(({ genres, year }) =>
        genres?.[0] && year ? `${genres[0]} ${year}` : [],
      ),
    ]),
    naturalLanguage: inTurns([sentences, everydayPhrases()]),
    descriptions,
  };
}

async function readDescriptions(folder: string): Promise<Judged[]> {
  const file = join(folder, DESCRIPTIONS);
  if (!existsSync(file)) throw new Skipped(`${file} does not exist: lines of {"query", "relevant": [id]}`);
  const found: Judged[] = [];
  for await (const { text = '' } of readLines(openFile(file))) {
    const { query, relevant } = JSON.parse(text) as { query: string; relevant: string[] };
    const q = query.replace(/\s+/g, ' ').trim().slice(0, MAX_QUERY_LENGTH);
    found.push({ q, isWanted: ({ id }) => relevant.includes(id) });
  }
  return found;
}

/** Up to the first full stop that leaves at least a few words. */
function firstSentence(text: string): string {
  return /^.{25,}?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}

function everydayPhrases(): string[] {
  const kinds = [
    'scary movies',
    'funny films',
    'slow romantic dramas',
    'animated movies',
    'gritty thrillers',
    'westerns',
  ];
  const times = [
    'from the 80s',
    'of the nineties',
    'from the last ten years',
    'in black and white',
    'for a rainy evening',
  ];
  const about = [
    'with a clown',
    'about a heist',
    'set on a submarine',
    'with a talking dog',
    'about two sisters',
    'where nobody can be trusted',
    'about a boxer',
    'with time travel',
    'in a small town',
    'about the moon landing',
    'with a twist at the end',
    'about a chess player',
    'on a train',
    'with vampires',
    'about a wedding',
    'for the whole family',
    'in outer space',
    'about a bank robber',
    'with a courtroom',
    'during the war',
  ];
  return shuffled(
    kinds.flatMap((kind) => times.flatMap((time) => about.map((what) => `${kind} ${time} ${what}`))),
  );
}

/** `count` of them, from everywhere in the list, always the same. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  return shuffled(items).slice(0, count);
}

/** In an order without meaning that is the same every time (Park and Miller's generator). */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const order = [...items];
  let state = 20_261;
  for (let last = order.length - 1; last > 0; last--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (last + 1);
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}

/** One of each list after the other, while any has more; no text twice. */
function inTurns(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  const mixed = Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
  return distinctBy(mixed, (text) => text);
}

function distinctBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item).toLowerCase(), item])).values()];
}
