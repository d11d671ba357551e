import type { TitleType } from '../../title/title.js';
import { type Found, Phrases } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

const phrases = new Phrases<TitleType>([
  ...[
    'tv show',
    'tv shows',
    'tv series',
    'television show',
    'television series',
    'shows',
    'show',
    'series',
    'miniseries',
    'mini series',
    'limited series',
    'box set',
    'sitcom',
    'sitcoms',
    'docuseries',
    'k drama',
    'kdrama',
    'kdramas',
    'k dramas',
    'soap opera',
    'telenovela',
    'telenovelas',
    'web series',
  ].map((words) => [words, 'series'] as const),
  ...[
    'movie',
    'movies',
    'film',
    'films',
    'flick',
    'flicks',
    'feature film',
    'motion picture',
    'chick flick',
    'chick flicks',
  ].map((words) => [words, 'movie'] as const),
  ...['documentary', 'documentaries', 'docs'].map((words) => [words, 'documentary'] as const),
  ...['short film', 'short films', 'short movie', 'animated short', 'animated shorts', 'shorts'].map(
    (words) => [words, 'short'] as const,
  ),
  ...[
    'special',
    'specials',
    'tv special',
    'christmas special',
    'comedy special',
    'stand up special',
    'comedy specials',
  ].map((words) => [words, 'special'] as const),
  ...['episode', 'episodes'].map((words) => [words, 'episode'] as const),
]);
const seriesOfFilms = new Set([
  'movie',
  'film',
  'movies',
  'films',
  'game',
  'book',
  'books',
  'novel',
  'the',
  'this',
  'that',
  'in',
]);
const verbs = new Set(['to', 'that', 'who', 'which', 'i', 'you', 'and']);

/** The kinds of title that a query asks for. */
export function findKinds(tokens: readonly Token[]): Found<TitleType>[] {
  return phrases.in(tokens).filter(({ from, to, value }) => {
    const [word, before] = [wordAt(tokens, from), wordAt(tokens, from - 1)];
    if (to > from + 1) return true;
    if (word === 'series') return !seriesOfFilms.has(before);
    if (value === 'special') return to === tokens.length;
    return word !== 'show' || (!verbs.has(before) && from > 0);
  });
}
