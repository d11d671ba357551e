import { words } from '../text.js';
import type { TitleId } from '../title/title-id.js';
import type { CatalogueArtefact } from './catalogue-artefact.js';
import { editsFor } from './edits-for.js';
import { asInitials, squashedForms, squashedName } from './name-forms.js';
import type { Alternatives } from './name-index.js';

/** How a title answers to what was typed, the surest first. */
export const waysToFind = ['exact', 'squashed', 'abbreviation', 'typos'] as const;

export interface FoundTitle {
  /** Its number in the artefact. */
  title: number;
  id: TitleId;
  /**
   * `exact`: but for case, accents and punctuation; `squashed`: but for spaces, a leading article and how numbers are
   * written; `abbreviation`: by its initials; `typos`: but for some letters.
   */
  how: (typeof waysToFind)[number];
  /** Letters inserted, left out, replaced or swapped. */
  edits: number;
}

interface Reading {
  name: string;
  /** What else was typed: the year of release. */
  year: number | undefined;
}

type Candidate = Omit<FoundTitle, 'id'> & { yearsApart: number };

/** "Dune 2021", "Dune (1984)"; a name that ends so is found by its other reading. */
const NAME_AND_YEAR = /^(.*\S)[\s,]*[\s([]((?:18|19|20)\d\d)[)\]]?$/;
/** Catalogues differ by one where a title was first shown at a festival. */
const YEARS_APART = 1;
/** Words of the longest text in which typos are looked for. */
const MOST_WORDS = 15;
/** Words of the longest text in which a word that some name holds may be a typo for another. */
const MOST_KNOWN_WORDS = 6;

/**
 * Titles of which one name is what was typed, give or take: best first, then most popular. Typos are looked for where no
 * name is just so, up to one edit in a word of four letters and two from eight on (see `mostEdits` for all together).
 * @param text as it was typed; in another script than the name it is transliterated
 */
export async function findTitles(
  artefact: CatalogueArtefact,
  text: string,
  { limit }: { limit: number },
): Promise<FoundTitle[]> {
  const found = titlesLike(artefact, text, limit);
  if (found.length > 0 || !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text))
    return found;
  // Its tables cost more to load than most queries are worth.
  const { default: anyAscii } = await import('any-ascii');
  return titlesLike(artefact, anyAscii(text), limit);
}

function titlesLike(artefact: CatalogueArtefact, text: string, limit: number): FoundTitle[] {
  const readings = readingsOf(text);
  const spelt = readings.flatMap((reading) => [...asSpelt(artefact, reading)]);
  const isSpelt = spelt.some(({ how }) => how !== 'abbreviation');
  const all = isSpelt ? spelt : [...spelt, ...readings.flatMap((reading) => mistyped(artefact, reading))];
  const best = new Map<number, Candidate>();
  for (const candidate of all.sort(byQuality))
    if (!best.has(candidate.title)) best.set(candidate.title, candidate);
  return [...best.values()]
    .slice(0, limit)
    .map(({ title, how, edits }) => ({ title, id: artefact.titles.id(title), how, edits }));
}

function readingsOf(text: string): Reading[] {
  const [, name, year] = NAME_AND_YEAR.exec(text.trim()) ?? [];
  const whole = { name: text, year: undefined };
  return name === undefined ? [whole] : [whole, { name, year: Number(year) }];
}

function* asSpelt(artefact: CatalogueArtefact, { name, year }: Reading): Generator<Candidate> {
  const { squashed, initials } = artefact.titles.columns;
  const exact = new Set(artefact.names.titlesWhole(words(name).join(' ')));
  const candidate = (how: 'squashed' | 'abbreviation') => (title: number) => ({
    title,
    how: exact.has(title) ? ('exact' as const) : how,
    edits: 0,
  });
  const [form = '', bare] = squashedForms(name);
  const whole = squashed.holdersOf(form);
  const holders = whole.length === 0 && bare !== undefined ? squashed.holdersOf(bare) : whole;
  const joined = titlesOf(artefact, holders).map(candidate('squashed'));
  const short = titlesOf(artefact, initials.holdersOf(asInitials(name) ?? '')).map(candidate('abbreviation'));
  yield* ofYear(artefact, year, [...joined, ...short]);
}

function mistyped(artefact: CatalogueArtefact, { name, year }: Reading): Candidate[] {
  const own = words(name);
  if (own.length === 0 || own.length > MOST_WORDS) return [];
  const unknownOnly = mistypedWords(artefact, own, (word) => artefact.words.numberOf(word) === undefined);
  if (unknownOnly.length > 0) return [...ofYear(artefact, year, unknownOnly)];
  const byWord = own.length > MOST_KNOWN_WORDS ? [] : mistypedWords(artefact, own, () => true);
  return [...ofYear(artefact, year, byWord.length > 0 ? byWord : mistypedJoined(artefact, name))];
}

type Mistyped = { title: number; how: 'typos'; edits: number };

/** @param mayBeWrong of a word of the text */
function mistypedWords(
  { nearWords, titles }: CatalogueArtefact,
  own: readonly string[],
  mayBeWrong: (word: string) => boolean,
): Mistyped[] {
  const wanted: Alternatives[] = [];
  for (const word of own) {
    const edits = mayBeWrong(word) ? editsFor(word.length) : 0;
    const near = nearWords
      .find(word, edits)
      .map((found) => ({ from: found.word, to: found.word + 1, edits: found.edits }));
    if (near.length === 0) return [];
    wanted.push(near);
  }
  const most = mostEdits(own.join('').length);
  return Array.from(titles.columns.nameIndex.being(wanted))
    .filter(({ edits }) => edits <= most)
    .map(({ name, edits }) => ({ title: titles.columns.named[name] ?? 0, how: 'typos', edits }));
}

/** As one word: "residentevl", "rcky 2". Another number is another part, no typo. */
function mistypedJoined(artefact: CatalogueArtefact, name: string): Mistyped[] {
  const { squashed, nearSquashed } = artefact.titles.columns;
  const joined = squashedName(name);
  return nearSquashed
    .find(joined, editsFor(joined.length))
    .filter(({ word }) => digitsOf(squashed.forms.at(word)) === digitsOf(joined))
    .flatMap(({ word, edits }) =>
      titlesOf(artefact, squashed.holdersAt(word)).map((title) => ({ title, how: 'typos' as const, edits })),
    );
}

function digitsOf(text: string): string {
  return text.replace(/\D+/g, ' ').trim();
}

/** Edits in all words together. */
function mostEdits(letters: number): number {
  return letters < 16 ? editsFor(letters) : 3;
}

function titlesOf({ titles }: CatalogueArtefact, names: Uint32Array): number[] {
  return Array.from(names, (name) => titles.columns.named[name] ?? 0);
}

function* ofYear(
  { titles }: CatalogueArtefact,
  year: number | undefined,
  candidates: Iterable<Omit<Candidate, 'yearsApart'>>,
): Generator<Candidate> {
  for (const candidate of candidates) {
    const yearsApart = year === undefined ? 0 : Math.abs((titles.year(candidate.title) ?? 0) - year);
    if (yearsApart <= YEARS_APART) yield { ...candidate, yearsApart };
  }
}

function byQuality(a: Candidate, b: Candidate): number {
  return (
    waysToFind.indexOf(a.how) - waysToFind.indexOf(b.how) ||
    a.edits - b.edits ||
    a.yearsApart - b.yearsApart ||
    a.title - b.title
  );
}
