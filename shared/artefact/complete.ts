import { normaliseText, words } from '../text.js';
import type { CatalogueArtefact } from './catalogue-artefact.js';
import { editsFor } from './edits-for.js';
import type { Keys } from './keys.js';
import { asInitials, squashedName } from './name-forms.js';
import type { Alternatives, NameIndex, NearName } from './name-index.js';
import { wordsBeginningNear } from './near-words.js';
import type { Titles } from './titles.js';

/** A title or a person that completes what was typed, by number. */
export interface Completion {
  kind: 'title' | 'person';
  number: number;
}

/** Completions, better ones in an earlier list; each list is in the order of popularity. */
export interface Completions {
  /** Of which the name is just what was typed. */
  whole: Completion[];
  /** In whose name a word begins with each of the words typed. */
  begun: Completion[];
  /** Whose name begins so when the words are joined, or whose initials it is. */
  joined: Completion[];
  /** As `begun`, but for as many letters as `editsFor` allows: fewest edits first, then names of no more words. */
  near: Completion[];
}

/** Names that are looked at for the near ones: of a beginning that is near to very many, the most popular. */
const MOST_NEAR = 1_000;
/** Edits of all words typed together. */
const MOST_EDITS = 2;
/** Letters from which on a beginning is joined: a shorter one is a beginning as it is. */
const SHORTEST_JOINED = 4;
const MOST_JOINED = 1_000;

/**
 * Titles and people for what was typed so far. A person is as popular as the title of the same number: the hundredth most
 * prominent person stands beside the hundredth most popular title.
 * @param limit no list is longer; lists after the one that completes so many are empty
 */
export function complete(artefact: CatalogueArtefact, typed: string, limit: number): Completions {
  const found: Completions = { whole: [], begun: [], joined: [], near: [] };
  const own = words(typed);
  if (own.length === 0) return found;
  const seen = { title: new Set<number>(), person: new Set<number>() };
  const fill = (list: Completion[], completions: Iterable<Completion>) => {
    for (const completion of completions) {
      if (seen.title.size + seen.person.size >= limit) return;
      if (seen[completion.kind].has(completion.number)) continue;
      seen[completion.kind].add(completion.number);
      list.push(completion);
    }
  };
  fill(found.whole, wholeNames(artefact, normaliseText(typed)));
  fill(found.begun, beginningWith(artefact, own));
  if (seen.title.size + seen.person.size < limit) fill(found.joined, joined(artefact, typed));
  if (seen.title.size + seen.person.size < limit) fill(found.near, near(artefact, own));
  return found;
}

function wholeNames({ names }: CatalogueArtefact, typed: string): Iterable<Completion> {
  return byPopularity(names.titlesWhole(typed), names.peopleWhole(typed));
}

function beginningWith({ words, titles, people }: CatalogueArtefact, typed: readonly string[]) {
  const wanted = typed.map((word) => [{ ...words.beginningWith(word), edits: 0 }]);
  return byPopularity(
    titlesOf(titles, titles.columns.nameIndex.holding(wanted)),
    namesOf(people.columns.nameIndex.holding(wanted)),
  );
}

function joined({ titles, people }: CatalogueArtefact, typed: string): Iterable<Completion> {
  const { squashed, initials, named } = titles.columns;
  const key = squashedName(typed);
  const begun = key.length < SHORTEST_JOINED ? [] : beginningKeys(squashed, key);
  const abbreviated = initials.holdersOf(asInitials(typed) ?? '');
  const titleNumbers = [...begun, ...abbreviated].map((name) => named[name] ?? 0);
  const persons = key.length < SHORTEST_JOINED ? [] : beginningKeys(people.columns.squashed, key);
  return byPopularity(titleNumbers.sort(ascending), persons.sort(ascending));
}

function near({ words, titles, people }: CatalogueArtefact, typed: readonly string[]): Completion[] {
  const wanted: Alternatives[] = typed.map((word) => wordsBeginningNear(words, word, editsFor(word.length)));
  if (typed.every((word) => editsFor(word.length) === 0)) return [];
  const found: (Completion & { edits: number; isLonger: boolean })[] = [];
  const add = (kind: Completion['kind'], index: NameIndex, numberOf: (name: number) => number) => {
    for (const { name, edits } of nearest(index, wanted)) {
      const isLonger = index.wordsOf.lengthOf(name) > typed.length;
      found.push({ kind, number: numberOf(name), isLonger, edits });
    }
  };
  add('title', titles.columns.nameIndex, (name) => titles.columns.named[name] ?? 0);
  add('person', people.columns.nameIndex, (name) => name);
  return found.sort(
    (a, b) => a.edits - b.edits || Number(a.isLonger) - Number(b.isLonger) || a.number - b.number,
  );
}

function* nearest(index: NameIndex, wanted: readonly Alternatives[]): Generator<NearName> {
  let looked = 0;
  for (const found of index.holding(wanted)) {
    if (found.edits <= MOST_EDITS) yield found;
    if (++looked === MOST_NEAR) return;
  }
}

function beginningKeys(keys: Keys, begin: string): number[] {
  const { from, to } = keys.forms.beginningWith(begin);
  const holders: number[] = [];
  for (let form = from; form < Math.min(to, from + MOST_JOINED); form++)
    holders.push(...keys.holdersAt(form));
  return holders;
}

function* titlesOf({ columns }: Titles, found: Iterable<NearName>): Generator<number> {
  for (const { name } of found) yield columns.named[name] ?? 0;
}

function* namesOf(found: Iterable<NearName>): Generator<number> {
  for (const { name } of found) yield name;
}

/** @param titles ascending @param people ascending */
function* byPopularity(titles: Iterable<number>, people: Iterable<number>): Generator<Completion> {
  const [ofTitles, ofPeople] = [titles[Symbol.iterator](), people[Symbol.iterator]()];
  let [title, person] = [ofTitles.next(), ofPeople.next()];
  while (!title.done || !person.done) {
    if (person.done || (!title.done && title.value <= person.value)) {
      yield { kind: 'title', number: title.value as number };
      title = ofTitles.next();
    } else {
      yield { kind: 'person', number: person.value };
      person = ofPeople.next();
    }
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}
