import type { KnownNames } from '../known-names.js';
import { genrePhrases, moodPhrases, studioPhrases } from './lexicon.js';
import { titleNouns } from './nouns.js';

/** Words of a query that the catalogue is asked about: two edits of a word cost it a millisecond. */
const MOST_ASKED = 4;
const MOST_LIKE = 12;
const LONG_WORD = 6;

/** Words beside names that need not be in one. */
const plainWords = new Set([
  'directed',
  'starring',
  'starred',
  'featuring',
  'recommend',
  'wherein',
  'protagonist',
  'similar',
  'available',
  'eighties',
  'nineties',
  'seventies',
  'sixties',
  'fifties',
]);

/** What a query's misspelt words may be in the catalogue's names. */
export class NearWords {
  readonly #names: KnownNames;
  readonly #asked = new Map<string, readonly string[]>();

  constructor(names: KnownNames) {
    this.#names = names;
  }

  /** Whether a word is long enough to be told from others and in no name. */
  isUnknown(word: string): boolean {
    if (titleNouns.has(word) || plainWords.has(word)) return false;
    if (genrePhrases.get(word) || moodPhrases.get(word) || studioPhrases.get(word)) return false;
    return word.length >= 4 && /^\p{L}+$/u.test(word) && this.#names.wordsLike(word, 0).length === 0;
  }

  /** Those nearest to it first; none when the query has had enough of them already. */
  like(word: string): readonly string[] {
    const known = this.#asked.get(word);
    if (known) return known;
    if (this.#asked.size >= MOST_ASKED) return [];
    const near = this.#names.wordsLike(word, 1);
    const like = (near.length > 0 || word.length < LONG_WORD ? near : this.#names.wordsLike(word, 2)).slice(
      0,
      MOST_LIKE,
    );
    this.#asked.set(word, like);
    return like;
  }
}
