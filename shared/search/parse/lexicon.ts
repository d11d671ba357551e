import { genres } from '../../title/genres.js';
import { moods, themes } from '../../title/moods.js';
import { Phrases } from './phrases.js';
import { genreWords, moodWords, studioNames, themeWords, type Words } from './vocabulary.js';

function entries(words: Words): [phrase: string, slugs: readonly string[]][] {
  return Object.entries(words).flatMap(([key, phrases]) =>
    phrases.split(', ').map((phrase): [string, readonly string[]] => [phrase, key.split(' ')]),
  );
}

/** Slugs of the genres that words name. */
export const genrePhrases = new Phrases<readonly string[]>([
  ...genres.flatMap(({ slug, name, aliases }) =>
    [slug, name, ...aliases].map((phrase): [string, readonly string[]] => [phrase, [slug]]),
  ),
  ...entries(genreWords),
]);

export const moodPhrases = new Phrases<readonly string[]>([
  ...moods.map((slug): [string, readonly string[]] => [slug, [slug]]),
  ...entries(moodWords),
]);

export const themePhrases = new Phrases<readonly string[]>([
  ...themes.map((slug): [string, readonly string[]] => [slug, [slug]]),
  ...entries(themeWords),
]);

export const studioPhrases = new Phrases(studioNames.map((name) => [name, name] as const));
