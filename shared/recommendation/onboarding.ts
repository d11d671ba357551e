import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { Evidence } from '../sona/features.js';
import { popularitySpans } from '../sona/popularity.js';
import type { BaseAbout } from '../sona/stored-base.js';
import type { TitleId } from '../title/title-id.js';

/** Titles that are looked at, the best known: somebody who begins has seen some of them. */
export const LOOKED_AT = 400;
/** Choices of all viewers at which what they chose counts as much as how popular the catalogue says that titles are. */
const TRUSTED_FROM = 2_000;
const EVER = popularitySpans - 1;

/** How well known titles are among viewers, 0 to 1; of the rest it says nothing. */
export type Renown = ReadonlyMap<TitleId, number>;

/** What a stored base says of how often titles were chosen. */
export interface ChosenTitles {
  about: Pick<BaseAbout, 'events' | 'titles'>;
  evidence: { popularity: Pick<Evidence['popularity'], 'share' | 'ratingLift'> };
}

/**
 * Of the titles that viewers chose most and rated best, relative to the first of them; empty while nothing was chosen. A
 * title that is rated one higher counts e times: it is a like that says something, and many have to come soon.
 */
export function renownIn({ about, evidence: { popularity } }: ChosenTitles): Renown {
  const trust = about.events / (about.events + TRUSTED_FROM);
  const known = about.titles
    .map((id, title) => ({
      id: id as TitleId,
      share: popularity.share(title, EVER) * Math.exp(popularity.ratingLift(title)),
    }))
    .sort((a, b) => b.share - a.share)
    .slice(0, LOOKED_AT);
  const most = known[0]?.share ?? 0;
  return new Map(most > 0 ? known.map(({ id, share }) => [id, (trust * share) / most]) : []);
}

/**
 * The titles whose like or dislike says most about a viewer of whom nothing is known: known to many, and each of a part
 * of the catalogue that those before it say nothing of. A title covers the others by what they share in genres, weighed
 * by how well known both are; the one that adds most cover is next (greedy, as for any submodular choice).
 * @param among the titles that may be shown
 * @param renown what viewers chose; the less there is of it, the more the catalogue's popularity counts
 */
export function informative(
  among: ReadonlySet<TitleId>,
  { titles }: CatalogueArtefact,
  limit: number,
  renown: Renown = new Map(),
): TitleId[] {
  const rest = 1 - Math.max(0, ...renown.values());
  const candidates = [...among]
    .flatMap((id) => {
      const number = titles.numberOf(id);
      if (number === undefined) return [];
      const known = (renown.get(id) ?? 0) + rest * titles.popularity(number);
      return [{ id, known, genres: new Set(titles.labels('genres', number)) }];
    })
    .sort((a, b) => b.known - a.known || (a.id < b.id ? -1 : 1))
    .slice(0, LOOKED_AT);
  const likeness = candidates.map((one) =>
    Float64Array.from(candidates, (other) => jaccard(one.genres, other.genres)),
  );
  const covered = new Float64Array(candidates.length);
  const gainOf = (one: number) => {
    const own = likeness[one] ?? covered;
    const cover = candidates.reduce(
      (sum, { known }, other) => sum + known * Math.max(0, (own[other] ?? 0) - (covered[other] ?? 0)),
      0,
    );
    return (candidates[one]?.known ?? 0) * cover;
  };
  const left = new Set(candidates.keys());
  const picked: TitleId[] = [];
  while (picked.length < limit && left.size > 0) {
    const gains = Array.from(left, (one) => ({ one, gain: gainOf(one) }));
    const { one } = gains.reduce((best, next) => (next.gain > best.gain ? next : best));
    left.delete(one);
    picked.push(...candidates.slice(one, one + 1).map(({ id }) => id));
    for (const other of covered.keys())
      covered[other] = Math.max(covered[other] ?? 0, likeness[one]?.[other] ?? 0);
  }
  return picked;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 && b.size === 0) return 0;
  const both = [...a].filter((value) => b.has(value)).length;
  return both / (a.size + b.size - both);
}
