import { mayFilter, type ParsedQuery, type Slot } from './parse/slots.js';
import type { TitleFilter } from './title-filter.js';
import type { Wanted } from './wanted.js';

/**
 * The filter that the words of a query make, where they can hardly mean anything else: "on Netflix", "from the 80s",
 * "under two hours", "no horror". What may be the name of a title filters nothing.
 */
export function impliedFilter({ slots }: ParsedQuery, { kind }: Wanted): TitleFilter {
  if (kind === 'title') return {};
  const titles = slots.filter(({ slot }) => slot === 'title');
  const isName = (slot: Slot) => titles.some(({ start, end }) => start <= slot.start && end >= slot.end);
  const isSure = (slot: Slot) => mayFilter(slot) || (slot.slot === 'type' && kind === 'properties');
  const parts = slots.filter((slot) => isSure(slot) && !isName(slot)).map(partOf);
  return parts.reduce(both, {});
}

/** The request's filter, and what the words imply beside it. */
export function withImplied(filter: TitleFilter, implied: TitleFilter): TitleFilter {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  return { ...implied, ...Object.fromEntries(asked) };
}

function partOf(slot: Slot): TitleFilter {
  if (slot.negated) return slot.slot === 'genre' ? { not_genres: slot.genres } : {};
  switch (slot.slot) {
    case 'year':
    case 'runtime':
      return rangeOf(slot.slot, slot.value);
    case 'rating':
      return slot.value.to === null ? {} : { max_certification: slot.value.to };
    case 'platform':
      return { platforms: [slot.value] };
    case 'region':
      return { region: slot.value };
    case 'language':
      return { languages: [slot.value] };
    case 'type':
      return { types: slot.value === 'movie' ? filmTypes : [slot.value] };
    case 'price':
      return slot.value.offers.length > 0 ? { offer_types: slot.value.offers } : {};
    default:
      return {};
  }
}

/** Whatever is called a movie that is no series. */
const filmTypes = ['movie', 'documentary', 'short', 'special'] as const;

function rangeOf(
  what: 'year' | 'runtime',
  { from, to }: { from: number | null; to: number | null },
): TitleFilter {
  return { ...(from !== null && { [`${what}_from`]: from }), ...(to !== null && { [`${what}_to`]: to }) };
}

/** Two platforms are either of them; two ranges are what the later one says. */
function both(a: TitleFilter, b: TitleFilter): TitleFilter {
  const joined: TitleFilter = { ...withImplied(b, a) };
  for (const list of ['platforms', 'languages', 'types', 'not_genres'] as const)
    if (a[list] && b[list]) Object.assign(joined, { [list]: [...a[list], ...b[list]] });
  return joined;
}
