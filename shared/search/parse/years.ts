import { genrePhrases } from './lexicon.js';
import { titleNouns } from './nouns.js';
import { numberOf } from './numbers.js';
import { type Found, Phrases } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

export interface Years {
  from: number | null;
  to: number | null;
}

export interface FoundYears extends Found<Years> {
  /** Whether the words can hardly be anything but years: a decade, or a year with `before`, `since`, `between`, ... */
  plain: boolean;
}

const decadeNames: Readonly<Record<string, number>> = {
  twenties: 1920,
  thirties: 1930,
  forties: 1940,
  fifties: 1950,
  sixties: 1960,
  seventies: 1970,
  eighties: 1980,
  nineties: 1990,
  noughties: 2000,
  aughts: 2000,
};
const FIRST_YEAR = 1880;
/** Before a year that is meant too: since 1990. */
const inclusiveWords = new Set(['since', 'until', 'up', 'starting']);
const joints = new Set(['and', 'to', 'through', 'until']);

/** Words for times by how many years back they begin. */
const lately = new Phrases<(thisYear: number) => Years>([
  ...[
    'recent',
    'recently',
    'latest',
    'newest',
    'brand new',
    'newer',
    'past few years',
    'last few years',
    'new',
  ].map((words) => [words, since(3)] as const),
  ...['modern', 'contemporary'].map((words) => [words, since(20)] as const),
  ...['past decade', 'last decade', 'last ten years', 'past ten years', 'last 10 years', 'past 10 years'].map(
    (words) => [words, since(10)] as const,
  ),
  ...['past five years', 'last five years', 'last 5 years', 'past 5 years'].map(
    (words) => [words, since(5)] as const,
  ),
  ['this year', (year) => ({ from: year, to: year })],
  ['last year', (year) => ({ from: year - 1, to: year - 1 })],
  ['this decade', (year) => ({ from: year - (year % 10), to: year })],
  ['this century', () => ({ from: 2000, to: null })],
  ['old', (year) => ({ from: null, to: year - 40 })],
  ['older', (year) => ({ from: null, to: year - 30 })],
  ['old school', (year) => ({ from: null, to: year - 30 })],
  ['golden age', () => ({ from: 1930, to: 1959 })],
]);

function since(years: number) {
  return (thisYear: number): Years => ({ from: thisYear - years, to: null });
}

const parts: Readonly<Record<string, readonly [first: number, last: number]>> = {
  early: [0, 3],
  mid: [4, 6],
  middle: [4, 6],
  late: [7, 9],
};

const before = new Phrases([
  ...['before', 'pre', 'prior to', 'until', 'older than', 'earlier than', 'up to', 'no later than'].map(
    (words) => [words, true] as const,
  ),
]);
const after = new Phrases([
  ...['after', 'since', 'post', 'newer than', 'later than', 'starting from'].map(
    (words) => [words, true] as const,
  ),
]);

/** The years and decades that a query names, from left to right, none over another. */
export function findYears(tokens: readonly Token[], thisYear: number): FoundYears[] {
  const found: FoundYears[] = [];
  for (let from = 0; from < tokens.length; from++) {
    const years = relativeYears(tokens, from, thisYear) ?? yearsAt(tokens, from, thisYear);
    if (!years) continue;
    found.push(years);
    from = years.to - 1;
  }
  return found;
}

/** Years that are said by a word before them. */
function relativeYears(tokens: readonly Token[], at: number, thisYear: number): FoundYears | undefined {
  const word = wordAt(tokens, at);
  if (word === 'between' || word === 'from') return span(tokens, at + 1, thisYear);
  const [earlier, later] = [before.at(tokens, at), after.at(tokens, at)];
  const cue = earlier ?? later;
  if (!cue) return undefined;
  const start = wordAt(tokens, cue.to) === 'the' ? cue.to + 1 : cue.to;
  const years = yearsAt(tokens, start, thisYear);
  if (!years || years.value.from === null || years.value.to === null) return undefined;
  const inclusive = inclusiveWords.has(word);
  const value = earlier
    ? { from: null, to: inclusive ? years.value.to : years.value.from - 1 }
    : { from: inclusive ? years.value.from : years.value.to + 1, to: null };
  return { ...years, value, plain: true };
}

/** `1990 and 1995`, `1990 to 1995`, `the 80 s and the 90 s`, `1990 on`. */
function span(tokens: readonly Token[], at: number, thisYear: number): FoundYears | undefined {
  const start = wordAt(tokens, at) === 'the' ? at + 1 : at;
  const first = absoluteYears(tokens, start, thisYear);
  if (!first) return undefined;
  const joint = wordAt(tokens, first.to);
  // "From the 80s on Netflix" goes on with a place.
  const isOn = joint === 'on' && first.to + 1 === tokens.length;
  if (isOn || joint === 'onwards' || joint === 'onward') {
    return { ...first, value: { from: first.value.from, to: null }, plain: true };
  }
  if (!joints.has(joint)) return undefined;
  const second = absoluteYears(
    tokens,
    wordAt(tokens, first.to + 1) === 'the' ? first.to + 2 : first.to + 1,
    thisYear,
  );
  if (!second || Number(first.value.from) > Number(second.value.to)) return undefined;
  return {
    from: first.from,
    to: second.to,
    value: { from: first.value.from, to: second.value.to },
    plain: true,
  };
}

function yearsAt(tokens: readonly Token[], at: number, thisYear: number): FoundYears | undefined {
  const phrase = lately.at(tokens, at);
  if (phrase && (phrase.to > at + 1 || describesTitles(tokens, phrase.to)))
    return { from: phrase.from, to: phrase.to, value: phrase.value(thisYear), plain: false };
  const first = absoluteYears(tokens, at, thisYear);
  if (!first || tokens[at + 1]?.start !== (tokens[at]?.end ?? 0) + 1) return first;
  // 1990-1995: two years with one character between them.
  const second = absoluteYears(tokens, first.to, thisYear);
  const isRange = first.to === at + 1 && second && (second.value.from ?? 0) > (first.value.to ?? 0);
  return isRange
    ? { from: at, to: second.to, value: { from: first.value.from, to: second.value.to }, plain: true }
    : first;
}

/** "New horror", "old films": other new and old things are what a story is about. */
function describesTitles(tokens: readonly Token[], at: number): boolean {
  return titleNouns.has(wordAt(tokens, at)) || genrePhrases.at(tokens, at) !== undefined;
}

function absoluteYears(tokens: readonly Token[], at: number, thisYear: number): FoundYears | undefined {
  const part = parts[wordAt(tokens, at)];
  const start = part ? at + 1 : at;
  const decade = decadeAt(tokens, start);
  if (decade) {
    const [first, last] = part ?? [0, 9];
    return {
      from: at,
      to: decade.to,
      value: { from: decade.value + first, to: decade.value + last },
      plain: true,
    };
  }
  const word = wordAt(tokens, at);
  const year = /^\d{4}$/.test(word) ? Number(word) : 0;
  if (year < FIRST_YEAR || year > thisYear + 5) return undefined;
  return { from: at, to: at + 1, value: { from: year, to: year }, plain: false };
}

/** `80 s`, `1980 s`, `eighties`: the decade's first year. */
function decadeAt(tokens: readonly Token[], at: number): Found<number> | undefined {
  const word = wordAt(tokens, at);
  const named = decadeNames[word];
  if (named !== undefined) return { from: at, to: at + 1, value: named };
  if (wordAt(tokens, at + 1) !== 's' || !/^(1[89]|20)?\d0$/.test(word)) return undefined;
  const number = numberOf(word) ?? 0;
  const value = number >= 100 ? number : number >= 20 ? 1900 + number : 2000 + number;
  return { from: at, to: at + 2, value };
}
