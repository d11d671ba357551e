import { z } from 'zod';
import { TitleId } from '../title/title-id.js';
import { topic } from './topic.js';

const example = TitleId.parse('7d444840-9dc0-11d1-b245-5ffdce74fad2');
const other = TitleId.parse('0a8f7a0e-4f0e-5b1c-9a53-6f5d1a0c8e11');

/** These titles can be found and read in a new form. */
export const titleChanged = topic(
  'title-changed',
  z.object({ titles: z.array(z.object({ id: TitleId, deleted: z.boolean() })).min(1) }),
  [{ titles: [{ id: example, deleted: false }] }],
);

/** Two titles turned out to be one: `from` is an alias of `into` from now on. */
export const titleMerged = topic('title-merged', z.object({ from: TitleId, into: TitleId }), [
  { from: other, into: example },
]);
