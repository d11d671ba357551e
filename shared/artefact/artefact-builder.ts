import anyAscii from 'any-ascii';
import type { CatalogueCard } from '../search/title-index.js';
import { normaliseText, words } from '../text.js';
import { titleTypes } from '../title/title.js';
import { ARTEFACT_VERSION, type ArtefactAbout } from './catalogue-artefact.js';
import { GrowingLists, GrowingNumbers, Numbering } from './growing.js';
import { GrowingKeys } from './keys.js';
import { initialsOf, squashedNames } from './name-forms.js';
import { NumberLists } from './number-lists.js';
import { backwardColumns, keyColumns, listColumns, textColumns, wordColumns } from './parts.js';
import { PeopleBuilder } from './people-builder.js';
import { writeSections } from './sections.js';
import { partsOf } from './title-ids.js';

/** Of the cast, in billing order; who comes later is hardly ever what is searched. */
const MOST_CAST = 12;

const labelled = ['genres', 'themes', 'moods', 'keywords', 'languages', 'collections'] as const;

/** Makes the file of a CatalogueArtefact out of titles that are given one by one, and keeps only numbers of them. */
export class ArtefactBuilder {
  readonly #ids = new GrowingNumbers();
  readonly #types: number[] = [];
  readonly #years: number[] = [];
  readonly #popularity: number[] = [];
  readonly #votes = new GrowingNumbers();
  readonly #firstNames = new GrowingNumbers();
  readonly #names: string[] = [];
  readonly #named = new GrowingNumbers();
  readonly #vocabulary = new Numbering();
  readonly #wordsOfNames = new GrowingLists();
  readonly #squashed = new GrowingKeys();
  readonly #initials = new GrowingKeys();
  readonly #labels = labelled.map((kind) => ({ kind, texts: new Numbering(), lists: new GrowingLists() }));
  readonly #people = new PeopleBuilder();

  get titles(): number {
    return this.#types.length;
  }

  /** The next in the order of popularity, falling. */
  add(card: CatalogueCard): void {
    for (const part of partsOf(card.id)) this.#ids.push(part);
    this.#firstNames.push(this.#names.length);
    for (const name of namesOf(card)) this.#addName(name);
    this.#types.push(titleTypes.indexOf(card.type));
    this.#years.push(card.year ?? 0);
    this.#popularity.push(card.popularity_score);
    this.#votes.push(card.vote_count);
    const labels = { ...card, languages: [card.language], collections: [card.collection] };
    for (const { kind, texts, lists } of this.#labels) {
      lists.push(new Set(labels[kind].flatMap((label) => (label === null ? [] : texts.numberOf(label)))));
    }
    const { cast, directors, creators } = card.credits;
    const billed = cast.slice(0, MOST_CAST).map(({ name }) => name);
    this.#people.add({ cast: billed, directors, creators }, card.popularity_score);
  }

  /** @returns the file */
  finish(about: ArtefactAbout): Buffer {
    this.#firstNames.push(this.#names.length);
    const people = this.#people.finish();
    for (const own of people.words) for (const word of own) this.#vocabulary.numberOf(word);
    const vocabulary = this.#vocabulary.texts().sort();
    const places = new Map(vocabulary.map((word, place) => [word, place]));
    const placeOf = Uint32Array.from(this.#vocabulary.texts(), (word) => places.get(word) ?? 0);
    const { values, ends } = this.#wordsOfNames.all();
    const wordsOfPeople = new GrowingLists();
    for (const own of people.words) wordsOfPeople.push(own.map((word) => places.get(word) ?? 0));
    const squashed = this.#squashed.all();
    return writeSections(ARTEFACT_VERSION, about, {
      ...wordColumns('words', vocabulary),
      ...backwardColumns('words', vocabulary),
      'titles.ids': this.#ids.all(),
      'titles.types': Uint8Array.from(this.#types),
      'titles.years': Uint16Array.from(this.#years),
      'titles.popularity': Float32Array.from(this.#popularity),
      'titles.votes': this.#votes.all(),
      'titles.first_names': this.#firstNames.all(),
      ...textColumns('names', this.#names),
      'names.titles': this.#named.all(),
      ...listColumns(
        'names.words',
        new NumberLists(
          values.map((word) => placeOf[word] ?? 0),
          ends,
        ),
      ),
      ...keyColumns('names.squashed', squashed),
      ...backwardColumns('names.squashed', squashed.keys),
      ...keyColumns('names.initials', this.#initials.all()),
      ...this.#labelColumns(),
      ...people.columns,
      ...listColumns('people.words', wordsOfPeople.all()),
    });
  }

  #addName(name: string): void {
    const number = this.#names.length;
    this.#names.push(name);
    this.#named.push(this.titles);
    this.#wordsOfNames.push(words(name).map((word) => this.#vocabulary.numberOf(word)));
    for (const squashed of squashedNames(name)) this.#squashed.add(squashed, number);
    for (const initials of initialsOf(name)) this.#initials.add(initials, number);
  }

  #labelColumns(): Record<string, ArrayBufferView> {
    return Object.assign(
      {},
      ...this.#labels.map(({ kind, texts, lists }) => ({
        ...textColumns(kind, texts.texts()),
        ...listColumns(`titles.${kind}`, lists.all()),
      })),
    );
  }
}

/** Its own name first, then what else it is known by, each spelling once; other scripts in Latin letters as well. */
function namesOf({ title, original_title }: CatalogueCard): string[] {
  const own = original_title === null ? [title] : [title, original_title];
  const bySpelling = new Map<string, string>();
  for (const name of [...own, ...own.map((spelt) => anyAscii(spelt))]) {
    const spelling = normaliseText(name);
    if (!bySpelling.has(spelling)) bySpelling.set(spelling, name);
  }
  return [...bySpelling.values()];
}
