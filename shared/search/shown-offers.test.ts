import { expect, it } from 'vitest';
import type { Title } from '../title/title.js';
import { withOffersOf } from './shown-offers.js';

const title = { availability: ['US', 'DE', 'FR'].map((region) => ({ region })) } as Pick<
  Title,
  'availability'
>;

it.each([
  [{}, ['US', 'DE', 'FR']],
  [{ region: 'US' }, ['US']],
  [{ region: 'US', also_in: ['fr'] }, ['US', 'FR']],
  [{ also_in: ['de'] }, ['DE']],
  [{ region: 'JP' }, []],
])('shows for %j the offers in %j', (shown, expected) => {
  expect(withOffersOf(title, shown).availability.map(({ region }) => region)).toEqual(expected);
});
