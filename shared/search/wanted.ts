import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { type FoundTitle, findTitles } from '../artefact/find-titles.js';
import type { LabelKind } from '../artefact/titles.js';
import type { Facts } from '../embedding/facts-vector.js';
import { graphLikeness, nearest } from '../graph/similarity.js';
import { normaliseText, words } from '../text.js';
import type { ParsedQuery, Slot } from './parse/slots.js';

/**
 * What kind of query it is, which decides how much each signal counts: the name of a title, a list of properties (people,
 * genres, years and the like), or a description of what happens.
 */
export type QueryKind = 'title' | 'properties' | 'description';

/** One property that a query asks for: titles have it that have a label of any of the ways to be marked with it. */
export interface WantedLabel {
  any: readonly Marking[];
  negated: boolean;
}

export interface Marking {
  kind: LabelKind;
  labels: ReadonlySet<number>;
  /** Of the property that it shows: boxing is more than sport. */
  share: number;
  /** As it is told in a reason. */
  reason: string;
}

/** What a query asks for, in the numbers of the catalogue artefact. */
export interface Wanted {
  kind: QueryKind;
  /** Normalised. */
  text: string;
  /** The numbers of its words among those of names; one that no name has is MAX_UINT32. */
  words: Uint32Array;
  /** Titles whose name the query is, and how well the name fits: 1 is just this name. */
  named: ReadonlyMap<number, number>;
  people: readonly WantedLabel[];
  labels: readonly WantedLabel[];
  /** What a title should not have. */
  unwanted: readonly WantedLabel[];
  years: { from: number | null; to: number | null } | undefined;
  /** Titles that the wanted ones are like. */
  like: readonly number[];
  /** Titles that are like one of those, 1: the most of all (see graph/similarity.ts). */
  alike: ReadonlyMap<number, number>;
}

const NO_WORD = 2 ** 32 - 1;

/** A reading that is this sure may make a query one of its kind. */
const SURE = 0.85;
/** Words up to which a query without any slot is taken for a part of a title. */
const FEW_WORDS = 3;

/** What a genre shows of a narrower word that some titles are marked with. */
const BROADER = 0.5;

const castAndCrew = ['cast', 'directors', 'creators'] as const;
const directing = ['directors', 'creators'] as const;

export async function wantedOf(
  text: string,
  parsed: ParsedQuery,
  artefact: CatalogueArtefact | undefined,
): Promise<Wanted> {
  const named = artefact ? await namedBy(text, parsed, artefact) : new Map<number, number>();
  const asked = parsed.slots.flatMap((slot) => (artefact ? wantedLabel(slot, artefact) : []));
  const year = parsed.slots.find((slot) => slot.slot === 'year');
  const like = parsed.slots.flatMap((slot) =>
    slot.slot === 'reference' && !slot.negated
      ? slot.value.slice(0, 1).flatMap((id) => artefact?.titles.numberOf(id) ?? [])
      : [],
  );
  return {
    kind: kindOf(text, parsed, named),
    text: normaliseText(text),
    words: Uint32Array.from(words(text), (word) => artefact?.words.numberOf(word) ?? NO_WORD),
    named,
    people: asked.filter((label) => !label.negated && isOfPeople(label)),
    labels: asked.filter((label) => !label.negated && !isOfPeople(label)),
    unwanted: asked.filter(({ negated }) => negated),
    years: year && !year.negated ? year.value : undefined,
    like,
    alike: alikeTo(like, artefact),
  };
}

const MOST_ALIKE = 300;

function alikeTo(like: readonly number[], artefact: CatalogueArtefact | undefined): Map<number, number> {
  const alike = new Map<number, number>();
  for (const title of artefact ? like : []) {
    const near = artefact && nearest(title, graphLikeness(title, artefact), artefact, MOST_ALIKE);
    const [most = 1] = near?.values() ?? [];
    for (const [other, likeness] of near ?? [])
      alike.set(other, Math.max(likeness / most, alike.get(other) ?? 0));
  }
  return alike;
}

/** What the facts vector of a title that is wanted would be made of. */
export function wantedFacts(
  { like, people, labels, years }: Wanted,
  artefact: CatalogueArtefact | undefined,
): Partial<Facts> {
  if (!artefact) return {};
  const { columns } = artefact.titles;
  const texts = (kind: LabelKind) => [
    ...like.flatMap((title) =>
      Array.from(columns.labels[kind].of.at(title), (label) => columns.labels[kind].text(label)),
    ),
    ...labels
      .flatMap(({ any }) => any.filter((marking) => marking.kind === kind))
      .flatMap((marking) => [...marking.labels].map((number) => columns.labels[kind].text(number))),
  ];
  const decade = years?.from ?? (like[0] === undefined ? null : artefact.titles.year(like[0]));
  return {
    genres: texts('genres'),
    themes: texts('themes'),
    moods: texts('moods'),
    keywords: texts('keywords'),
    collection: texts('collections')[0] ?? null,
    people: [
      ...people.flatMap(({ any: [marking] }) =>
        Array.from(marking?.labels ?? [], (person) => artefact.people.name(person)),
      ),
      ...castAndCrew.flatMap(texts),
    ],
    decade: decade === null ? null : Math.floor(decade / 10) * 10,
  };
}

function isOfPeople({ any }: WantedLabel): boolean {
  return any.some(({ kind }) => kind === 'directors');
}

function kindOf(text: string, { slots, rest }: ParsedQuery, named: ReadonlyMap<number, number>): QueryKind {
  const isNamed = slots.some(({ slot, confidence }) => slot === 'title' && confidence >= SURE);
  if (isNamed) return 'title';
  const properties = slots.filter(({ slot }) => slot !== 'title' && slot !== 'keyword');
  if (properties.length > 0 && rest === '') return 'properties';
  if (named.size > 0 || words(text).length <= FEW_WORDS) return 'title';
  return 'description';
}

/** How well a name fits that is found so. */
const fits: Readonly<Record<FoundTitle['how'], number>> = {
  exact: 1,
  squashed: 0.9,
  abbreviation: 0.6,
  typos: 0.8,
};
const FIT_LOST_BY_EDIT = 0.1;
/** Of a name with other words round it, beside a query that is the name. */
const FIT_WITHIN = 0.9;
const MOST_NAMED = 50;

async function namedBy(
  text: string,
  { slots }: ParsedQuery,
  artefact: CatalogueArtefact,
): Promise<Map<number, number>> {
  const named = new Map<number, number>();
  const add = (title: number, fit: number) => named.set(title, Math.max(fit, named.get(title) ?? 0));
  for (const { title, how, edits } of await findTitles(artefact, text, { limit: MOST_NAMED }))
    add(title, fits[how] - edits * FIT_LOST_BY_EDIT);
  for (const slot of slots) {
    if (slot.slot !== 'title') continue;
    const isWhole = slot.end - slot.start >= text.trim().length;
    for (const id of slot.value) {
      const title = artefact.titles.numberOf(id);
      if (title !== undefined) add(title, isWhole ? 1 : slot.confidence * FIT_WITHIN);
    }
  }
  return named;
}

function wantedLabel(slot: Slot, { titles, people, names }: CatalogueArtefact): WantedLabel[] {
  const { columns } = titles;
  const marked = (kind: LabelKind, value: string, reason: string, share = 1): Marking[] => {
    const label = columns.labels[kind].numberOf(value);
    return label === undefined ? [] : [{ kind, labels: new Set([label]), share, reason }];
  };
  // What has no genre or theme of its own is often told by a keyword: "basketball", "cartoon".
  const about = (value: string, share = 1) => marked('keywords', value, `about ${value}`, share);
  const wanted = (any: readonly Marking[]): WantedLabel[] =>
    any.length > 0 ? [{ any, negated: slot.negated }] : [];
  const credited = (kinds: readonly LabelKind[], name: string, how: string): WantedLabel[] => {
    const [person] = names.peopleWhole(normaliseText(name));
    if (person === undefined) return [];
    const reason = `${how} ${people.name(person)}`;
    return wanted(kinds.map((kind) => ({ kind, labels: new Set([person]), share: 1, reason })));
  };
  const said = about(normaliseText(slot.text));
  switch (slot.slot) {
    case 'actor':
      return credited(castAndCrew, slot.value, 'with');
    case 'director':
      return credited(directing, slot.value, 'directed by');
    case 'genre':
      return slot.genres.flatMap((genre, _, { length }) => {
        const own = length === 1 ? said : [];
        const share = own.length > 0 ? BROADER : 1;
        return wanted([...own, ...marked('genres', genre, `genre: ${genre}`, share), ...about(genre, share)]);
      });
    case 'mood':
      return wanted([...said, ...marked('moods', slot.value, `mood: ${slot.value}`)]);
    case 'theme':
      return wanted([...said, ...about(slot.value), ...marked('themes', slot.value, `theme: ${slot.value}`)]);
    case 'keyword':
      return wanted(about(slot.value));
    default:
      return [];
  }
}
