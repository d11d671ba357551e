import { CatalogueLine } from '../../shared/ingestion/catalogue-line.js';
import type { TmdbKind } from '../../shared/ingestion/tmdb-provider.js';

/** A line of the catalogue that has a number at TMDb. */
export interface TmdbTitle {
  kind: TmdbKind;
  number: number;
  line: CatalogueLine;
}

export interface TmdbTitles {
  get(kind: TmdbKind, number: number): TmdbTitle | undefined;
  /** The most popular first. */
  all(kind: TmdbKind): readonly TmdbTitle[];
}

/** The catalogue's titles that TMDb knows. Throws a ZodError for a line that does not fit. */
export function tmdbTitles(catalogue: Iterable<unknown>): TmdbTitles {
  const found = { movie: new Map<number, TmdbTitle>(), tv: new Map<number, TmdbTitle>() };
  for (const content of catalogue) {
    const line = CatalogueLine.parse(content);
    const title = titleOf(line);
    if (title && !found[title.kind].has(title.number)) found[title.kind].set(title.number, title);
  }
  const ranked = { movie: [...found.movie.values()].sort(byFame), tv: [...found.tv.values()].sort(byFame) };
  return {
    get: (kind, number) => found[kind].get(number),
    all: (kind) => ranked[kind],
  };
}

/** Its number may be written `movie/27205`, `tv/1396`, or bare where the line's type says the rest. */
function titleOf(line: CatalogueLine): TmdbTitle | undefined {
  const [, kind, number] = /^(?:(movie|tv)\/)?(\d{1,9})$/.exec(line.external_ids?.tmdb ?? '') ?? [];
  if (number === undefined || line.type === 'episode') return undefined;
  const implied = line.type === 'series' ? 'tv' : 'movie';
  return { kind: kind === undefined ? implied : (kind as TmdbKind), number: Number(number), line };
}

function byFame(a: TmdbTitle, b: TmdbTitle): number {
  return (
    (b.line.popularity ?? 0) - (a.line.popularity ?? 0) ||
    (b.line.vote_count ?? 0) - (a.line.vote_count ?? 0) ||
    a.number - b.number
  );
}
