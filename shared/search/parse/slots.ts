import { z } from 'zod';
import { OfferType } from '../../availability/offer.js';
import { TitleType } from '../../title/title.js';
import { TitleId } from '../../title/title-id.js';

const Place = z.object({
  text: z.string().describe('The words as they were typed.'),
  start: z.int().min(0).describe('Of its first character in the query (UTF-16).'),
  end: z.int().min(0).describe('Behind its last character.'),
  negated: z.boolean().describe('Whether it is not wanted ("no horror").'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('That the words mean this; several readings of the same words may stand side by side.'),
});

const slot = <Name extends string, Value extends z.ZodType>(name: Name, value: Value) =>
  Place.extend({ slot: z.literal(name), value });

const Titles = z.array(TitleId).describe('Titles of this name, most popular first.');
const bounds = <Bound extends z.ZodType>(bound: Bound) =>
  z.object({ from: bound.nullable(), to: bound.nullable() });

/** Age ratings of the USA, from the one for everybody on. */
export const ageRatings = ['G', 'PG', 'PG-13', 'R', 'NC-17'] as const;
export type AgeRating = (typeof ageRatings)[number];

/** A part of a query that was understood. */
export const Slot = z.discriminatedUnion('slot', [
  slot('title', Titles),
  slot(
    'reference',
    Titles.describe('Titles that the wanted ones are like; none where the name is not known.'),
  ),
  slot('actor', z.string()),
  slot('director', z.string().describe('A person or a studio.')),
  slot('genre', z.string()).extend({
    genres: z
      .array(z.string())
      .describe(
        'Slugs of `GET /genres` that the words stand for; none where it is no genre of the catalogue.',
      ),
  }),
  slot('mood', z.string()),
  slot('theme', z.string()),
  slot('keyword', z.string().describe('Something that no title should be about.')),
  slot('year', bounds(z.int()).describe('First and last year.')),
  slot('runtime', bounds(z.number()).describe('Minutes, at least and at most.')),
  slot('rating', bounds(z.enum(ageRatings)).describe('Mildest and strictest age rating.')),
  slot('platform', z.string()),
  slot('region', z.string().describe('Where it is to be watched, ISO 3166-1 alpha-2.')),
  slot(
    'price',
    z.object({ max: z.number().nullable(), currency: z.string().nullable(), offers: z.array(OfferType) }),
  ),
  slot('language', z.string().describe('Original language, ISO 639-1.')),
  slot('country', z.string().describe('Of origin, ISO 3166-1 alpha-2.')),
  slot('type', TitleType),
]);
export type Slot = z.infer<typeof Slot>;

export const ParsedQuery = z
  .object({
    intent: z.enum(['search', 'recommendation', 'trivia']),
    slots: z.array(Slot).describe('By their place in the query.'),
    rest: z.string().describe('The words that say something and are in no slot.'),
  })
  .meta({ id: 'ParsedQuery', description: 'What the words of a query were taken to mean.' });
export type ParsedQuery = z.infer<typeof ParsedQuery>;

/** Of a reading that a filter may be made of: the words can hardly mean anything else. */
const FILTER_CONFIDENCE = 0.8;

/** Whether titles that contradict a slot may be left out; else it may only move them. */
export function mayFilter(slot: Slot): boolean {
  return slot.confidence >= FILTER_CONFIDENCE;
}

/** A slot before its characters are known: what the tokens from one up to another are read as. */
export type Reading = Slot extends infer One
  ? One extends Slot
    ? Omit<One, keyof z.infer<typeof Place>> & { from: number; to: number; confidence: number }
    : never
  : never;
