import { mayFilter, type ParsedQuery, type Slot } from './parse/slots.js';
import type { TitleFilter } from './title-filter.js';
import type { Wanted } from './wanted.js';

/**
 * The filter that the words of a query make, where they can hardly mean anything else: "on Netflix", "from the 80s".
 * What may be the name of a title filters nothing.
 */
export function impliedFilter({ slots }: ParsedQuery, { kind }: Wanted): TitleFilter {
  if (kind === 'title') return {};
  const titles = slots.filter(({ slot }) => slot === 'title');
  const isName = (slot: Slot) => titles.some(({ start, end }) => start <= slot.start && end >= slot.end);
  const sure = slots.filter((slot) => mayFilter(slot) && !slot.negated && !isName(slot));
  const filter: TitleFilter = {};
  for (const slot of sure) {
    if (slot.slot === 'year') {
      if (slot.value.from !== null) filter.year_from = slot.value.from;
      if (slot.value.to !== null) filter.year_to = slot.value.to;
    }
    if (slot.slot === 'platform') filter.platforms = [...(filter.platforms ?? []), slot.value];
    if (slot.slot === 'region') filter.region = slot.value;
    if (slot.slot === 'type') filter.types = [...(filter.types ?? []), slot.value];
  }
  return filter;
}
