import { words } from '../text.js';
import { genreSlugs } from '../title/genres.js';
import { moods, themes } from '../title/moods.js';

export interface Recognised {
  genres: string[];
  moods: string[];
  themes: string[];
}

const moodOf = vocabulary(moods);
const themeOf = vocabulary(themes);
/** Longest name in the vocabularies, in words. */
const MAX_WORDS = 3;

/** The genres, moods and themes that a query names. */
export function recognise(query: string): Recognised {
  const tokens = words(query);
  const phrases = tokens.flatMap((_, start) =>
    Array.from({ length: MAX_WORDS }, (__, more) => tokens.slice(start, start + more + 1)).map((part) =>
      part.join(' '),
    ),
  );
  const found = (lookup: (phrase: string) => readonly string[]) => [...new Set(phrases.flatMap(lookup))];
  return {
    genres: found(genreSlugs),
    moods: found((phrase) => moodOf.get(phrase) ?? []),
    themes: found((phrase) => themeOf.get(phrase) ?? []),
  };
}

function vocabulary(slugs: readonly string[]): Map<string, string[]> {
  return new Map(slugs.map((slug) => [slug.replaceAll('-', ' '), [slug]]));
}
