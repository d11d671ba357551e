import { z } from 'zod';

/** Building blocks of query strings: they parse text, and show in the OpenAPI document as what they mean. */

type Shape = Readonly<Record<string, unknown>>;

/** Shows as this shape instead of the text that is parsed; a JSON body is documented by the same shape. */
export function shownAs(shape: Shape) {
  return ({ jsonSchema }: { jsonSchema: object }) => {
    const { description, example } = jsonSchema as Shape;
    for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
    Object.assign(jsonSchema, { description, example }, shape);
  };
}

/** A JSON body that says what parameters of a query would, as those parse it: numbers and lists become text. */
export function asParameters(body: unknown, renamed = (name: string) => name): unknown {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [renamed(name), asText(value)]));
}

function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

export interface About {
  description: string;
  example: unknown;
}

export function integer({
  min,
  max,
  absent,
  ...about
}: About & {
  min: number;
  max: number;
  /** What counts when the parameter is not there. */
  absent?: number;
}) {
  const shape = {
    type: 'integer',
    minimum: min,
    maximum: max,
    ...(absent !== undefined && { default: absent }),
  };
  return z
    .string()
    .regex(/^-?\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .optional()
    .meta({ ...about, override: shownAs(shape) });
}

/** An amount with at most two decimals. */
export function amount({ max, ...about }: About & { max: number }) {
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be a number with at most two decimals, e.g. 3.99')
    .transform(Number)
    .pipe(z.number().max(max, `must be at most ${max}`))
    .optional()
    .meta({ ...about, override: shownAs({ type: 'number', minimum: 0, maximum: max }) });
}

/** One of these; read without regard to case. */
export function oneOf<Value extends string>(values: readonly Value[], about: About) {
  const byName = new Map<string, Value>(values.map((value) => [value.toLowerCase(), value]));
  return z
    .string()
    .transform((text, context) => {
      const value = byName.get(text.trim().toLowerCase());
      if (value === undefined) {
        context.addIssue({ code: 'custom', message: `must be one of ${values.join(', ')}` });
        return z.NEVER;
      }
      return value;
    })
    .optional()
    .meta({ ...about, override: shownAs({ type: 'string', enum: [...values] }) });
}

/** Values with commas between them; read without regard to case. */
export function list({
  known,
  what,
  item,
  ...about
}: About & {
  known: (value: string) => boolean;
  /** For the person who sent something else, e.g. `a genre`. */
  what: string;
  /** The JSON schema of one value. */
  item: Shape;
}) {
  return z
    .string()
    .max(2_000)
    .transform((text) => [
      ...new Set(
        text
          .split(',')
          .map((value) => value.trim().toLowerCase())
          .filter(Boolean),
      ),
    ])
    .superRefine((found, context) => {
      for (const value of found.filter((candidate) => !known(candidate))) {
        context.addIssue({ code: 'custom', message: `"${value.slice(0, 60)}" is not ${what}` });
      }
    })
    .optional()
    .meta({ ...about, override: shownAs({ type: 'array', items: item }) });
}

/** The `limit` parameter of a list that answers `absent` things when nothing is asked. */
export function limitOf(absent: number) {
  return integer({
    min: 1,
    max: 100,
    absent,
    description: 'How many are answered at most.',
    example: 5,
  });
}

export const DEFAULT_LIMIT = 20;
export const Limit = limitOf(DEFAULT_LIMIT);

export const CursorText = z.string().max(2_000).optional().meta({
  description: '`next_cursor` of the page before, with otherwise the same parameters.',
  example: 'eyJraW5kIjoibGlzdGluZyIsInF1ZXJ5IjoieCIsImFmdGVyIjowfQ',
});
