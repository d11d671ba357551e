import { genres } from '../../title/genres.js';
import type { Token } from './tokens.js';

/** Words of genres that people misspell, each long enough to be told from other words. */
const genreWords: readonly string[] = [
  ...genres.flatMap(({ slug }) => (/^[a-z]{6,}$/.test(slug) ? [slug] : [])),
  'comedies',
  'thrillers',
  'westerns',
  'musicals',
  'animated',
  'romantic',
  'historical',
  'documentaries',
  'superhero',
  'fiction',
  'gangster',
  'detective',
  'suspense',
  'zombie',
  'vampire',
];
const known = new Set(genreWords);
/** Words that are right, however near. */
const others = new Set([
  'auction',
  'actions',
  'families',
  'sports',
  'dramas',
  'zombies',
  'vampires',
  'histories',
  'romances',
  'western',
  'historian',
  'romantics',
  'fictional',
  'musicale',
  'romanticist',
  'friction',
  'gangsters',
  'detectives',
]);
const LONG_WORD = 8;

/** The tokens, the misspelt names of genres among them put right: as features and phrases they count as what is meant. */
export function withGenresRight(tokens: Token[]): Token[] {
  return tokens.map((token) => {
    const { word } = token;
    if (word.length < 5 || known.has(word) || others.has(word)) return token;
    const right = genreWords.find(
      (genre) => genre.charCodeAt(0) === word.charCodeAt(0) && isMeant(word, genre),
    );
    return right === undefined ? token : { ...token, word: right };
  });
}

/** One letter too many, too few, or two swapped; in a long word two of them, or a wrong one. */
function isMeant(word: string, genre: string): boolean {
  const most = genre.length < LONG_WORD ? 1 : 2;
  if (Math.abs(word.length - genre.length) > most || `${genre}s` === word) return false;
  const { typed, meant } = difference(word, genre);
  if (typed.length + meant.length === 1) return true;
  const isSwapped = typed.length === 2 && meant.length === 2 && typed === `${meant[1]}${meant[0]}`;
  return isSwapped || (most === 2 && typed.length <= 2 && meant.length <= 2);
}

/** What stands between the letters that two words begin and end with. */
function difference(word: string, genre: string): { typed: string; meant: string } {
  let [same, end] = [0, 0];
  while (same < word.length && word[same] === genre[same]) same++;
  const shorter = Math.min(word.length, genre.length) - same;
  while (end < shorter && word.at(-1 - end) === genre.at(-1 - end)) end++;
  return { typed: word.slice(same, word.length - end), meant: genre.slice(same, genre.length - end) };
}
