import type { TmdbKind } from '../../shared/ingestion/tmdb-provider.js';

export interface TmdbGenre {
  id: number;
  name: string;
}

interface Row extends TmdbGenre {
  /** Our slugs that are part of it. */
  slugs: readonly string[];
}

const films: readonly Row[] = [
  { id: 28, name: 'Action', slugs: ['action'] },
  { id: 12, name: 'Adventure', slugs: ['adventure'] },
  { id: 16, name: 'Animation', slugs: ['animation'] },
  { id: 35, name: 'Comedy', slugs: ['comedy', 'stand-up'] },
  { id: 80, name: 'Crime', slugs: ['crime'] },
  { id: 99, name: 'Documentary', slugs: ['documentary'] },
  { id: 18, name: 'Drama', slugs: ['drama'] },
  { id: 10751, name: 'Family', slugs: ['family'] },
  { id: 14, name: 'Fantasy', slugs: ['fantasy'] },
  { id: 36, name: 'History', slugs: ['history'] },
  { id: 27, name: 'Horror', slugs: ['horror'] },
  { id: 10402, name: 'Music', slugs: ['music', 'musical'] },
  { id: 9648, name: 'Mystery', slugs: ['mystery'] },
  { id: 10749, name: 'Romance', slugs: ['romance'] },
  { id: 878, name: 'Science Fiction', slugs: ['science-fiction'] },
  { id: 10770, name: 'TV Movie', slugs: ['tv-movie'] },
  { id: 53, name: 'Thriller', slugs: ['thriller'] },
  { id: 10752, name: 'War', slugs: ['war'] },
  { id: 37, name: 'Western', slugs: ['western'] },
];

const series: readonly Row[] = [
  { id: 10759, name: 'Action & Adventure', slugs: ['action', 'adventure'] },
  { id: 16, name: 'Animation', slugs: ['animation'] },
  { id: 35, name: 'Comedy', slugs: ['comedy', 'stand-up'] },
  { id: 80, name: 'Crime', slugs: ['crime'] },
  { id: 99, name: 'Documentary', slugs: ['documentary'] },
  { id: 18, name: 'Drama', slugs: ['drama'] },
  { id: 10751, name: 'Family', slugs: ['family'] },
  { id: 10762, name: 'Kids', slugs: [] },
  { id: 9648, name: 'Mystery', slugs: ['mystery'] },
  { id: 10763, name: 'News', slugs: ['news'] },
  { id: 10764, name: 'Reality', slugs: ['reality'] },
  { id: 10765, name: 'Sci-Fi & Fantasy', slugs: ['science-fiction', 'fantasy'] },
  { id: 10766, name: 'Soap', slugs: ['soap'] },
  { id: 10767, name: 'Talk', slugs: ['talk'] },
  { id: 10768, name: 'War & Politics', slugs: ['war'] },
  { id: 37, name: 'Western', slugs: ['western'] },
];

const rows: Readonly<Record<TmdbKind, readonly Row[]>> = { movie: films, tv: series };

/** TMDb's genres of a kind. */
export function tmdbGenres(kind: TmdbKind): TmdbGenre[] {
  return rows[kind].map(({ id, name }) => ({ id, name }));
}

/** Those that a title of our genres has; what TMDb does not tell apart falls away. */
export function tmdbGenresOf(kind: TmdbKind, slugs: readonly string[]): TmdbGenre[] {
  return rows[kind]
    .filter((row) => row.slugs.some((slug) => slugs.includes(slug)))
    .map(({ id, name }) => ({ id, name }));
}
