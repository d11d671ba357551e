import { z } from 'zod';

/** Building blocks of query strings: they parse text, and show in the OpenAPI document as what they mean. */

export function integer(range: { min: number; max: number }) {
  return z
    .string()
    .regex(/^-?\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(
      z.int().min(range.min, `must be at least ${range.min}`).max(range.max, `must be at most ${range.max}`),
    )
    .meta({ override: { type: 'integer', minimum: range.min, maximum: range.max } });
}

/** Values with commas between them; read without regard to case. */
export function list(values: { known: (value: string) => boolean; what: string; example: string }) {
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
      for (const value of found.filter((candidate) => !values.known(candidate))) {
        context.addIssue({ code: 'custom', message: `"${value.slice(0, 60)}" is not ${values.what}` });
      }
    })
    .meta({ description: `${values.what}; several with commas between them.`, example: values.example });
}

export const Limit = integer({ min: 1, max: 100 })
  .optional()
  .meta({ description: 'Answers on one page, 20 when absent.' });
export const DEFAULT_LIMIT = 20;

export const CursorText = z
  .string()
  .max(2_000)
  .optional()
  .meta({ description: '`next_cursor` of the page before, with otherwise the same parameters.' });
