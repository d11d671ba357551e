import { KnownCatalogue } from './known-catalogue.js';
import { Labels } from './labels.js';
import { NameIndex } from './name-index.js';
import type { NearWords } from './near-words.js';
import { readKeys, readLists, readNearWords, readTexts, readWords } from './parts.js';
import { People } from './people.js';
import { readSections, type Sections } from './sections.js';
import { TitleIds } from './title-ids.js';
import { type LabelKind, labelKinds, Titles } from './titles.js';
import type { Words } from './words.js';

/** Of the file's form and of how its keys are made: raise it with every change of either. */
export const ARTEFACT_VERSION = 3;

/** Most titles that are held; of a larger catalogue the most popular ones, the rest is in the index alone. */
export const MOST_TITLES = 300_000;

export interface ArtefactAbout {
  /** The state of the catalogue that it was read from (see CacheGeneration). */
  generation: number;
  /** Whether every title is there, not the most popular ones only. */
  complete: boolean;
}

/** What search holds of the catalogue in memory: names and facts of the most popular titles, and their people. */
export class CatalogueArtefact {
  readonly about: ArtefactAbout;
  readonly titles: Titles;
  readonly people: People;
  /** Of the names of titles and people. */
  readonly words: Words;
  readonly nearWords: NearWords;
  readonly names: KnownCatalogue;

  /** @throws Error when the file was not written by `ArtefactBuilder`, or by another version of it */
  constructor(file: Uint8Array) {
    const sections = readSections<ArtefactAbout>(ARTEFACT_VERSION, file);
    this.about = sections.about;
    this.words = readWords(sections, 'words');
    this.nearWords = readNearWords(sections, 'words', this.words);
    const labels = readLabels(sections);
    this.titles = readTitles(sections, labels, this.words);
    this.people = new People({
      names: readTexts(sections, 'people'),
      nameIndex: new NameIndex(readLists(sections, 'people.words'), this.words.count),
      squashed: readKeys(sections, 'people.squashed'),
      cast: labels.cast,
      directors: labels.directors,
      creators: labels.creators,
    });
    this.names = new KnownCatalogue(this.words, this.nearWords, this.titles, this.people);
  }
}

/** The catalogue artefact as it was published: one file, written by a job, which each instance holds. */
export interface PublishedArtefact {
  /**
   * What was published last, as far as this instance knows: it asks once a second at most, and only when it is asked
   * itself. `isCurrent` tells that no title has changed since it was written. Undefined before the first, and where what
   * was published is of another version.
   */
  current(): Promise<{ artefact: CatalogueArtefact; isCurrent: boolean } | undefined>;
  /** What was published last, of whatever version. */
  published(): Promise<{ generation: number; version: number } | undefined>;
  /** Replaces what was published. @param file of ArtefactBuilder */
  publish(generation: number, file: Uint8Array): Promise<void>;
}

function readLabels(sections: Sections<unknown>): Record<LabelKind, Labels> {
  const people = readTexts(sections, 'people');
  const isOfPeople = (kind: LabelKind) => kind === 'cast' || kind === 'directors' || kind === 'creators';
  const read = (kind: LabelKind) =>
    new Labels(readLists(sections, `titles.${kind}`), isOfPeople(kind) ? people : readTexts(sections, kind));
  return Object.fromEntries(labelKinds.map((kind) => [kind, read(kind)])) as Record<LabelKind, Labels>;
}

function readTitles(sections: Sections<unknown>, labels: Record<LabelKind, Labels>, words: Words): Titles {
  const squashed = readKeys(sections, 'names.squashed');
  return new Titles({
    ids: new TitleIds(sections.numbers('titles.ids')),
    types: sections.bytes('titles.types'),
    years: sections.shorts('titles.years'),
    popularity: sections.floats('titles.popularity'),
    votes: sections.numbers('titles.votes'),
    firstNames: sections.numbers('titles.first_names'),
    names: readTexts(sections, 'names'),
    named: sections.numbers('names.titles'),
    nameIndex: new NameIndex(readLists(sections, 'names.words'), words.count),
    squashed,
    nearSquashed: readNearWords(sections, 'names.squashed', squashed.forms),
    initials: readKeys(sections, 'names.initials'),
    labels,
  });
}
