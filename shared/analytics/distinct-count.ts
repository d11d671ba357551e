import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * Counts how many different people there were without knowing any of them: HyperLogLog (Flajolet, Fusy, Gandouet and
 * Meunier, 2007). Each is seen as one of 4,096 registers and a small number, which thousands of others have as well.
 * The standard error is 1.6%.
 */
const REGISTER_BITS = 12;
const REGISTERS = 2 ** REGISTER_BITS;
/** Of the hash beyond the bits that name the register: a rank is at most one more. */
const RANK_BITS = 48;

/** What is left of somebody who was seen. */
export const Trace = z.object({
  register: z
    .int()
    .min(0)
    .max(REGISTERS - 1),
  /** Where the first 1 stands in the rest of the hash, from 1. */
  rank: z
    .int()
    .min(1)
    .max(RANK_BITS + 1),
});
export type Trace = z.infer<typeof Trace>;

/** @param day so that traces of two days cannot be told to be the same person's */
export function traceOf(person: string, day: string): Trace {
  const hash = createHash('sha256').update(`${day}\n${person}`).digest();
  const register = hash.readUInt16BE(0) >>> (16 - REGISTER_BITS);
  const rest = hash.readUIntBE(2, RANK_BITS / 8);
  return { register, rank: rest === 0 ? RANK_BITS + 1 : RANK_BITS - Math.floor(Math.log2(rest)) };
}

/** @param ranks the highest rank of each register that was seen */
export function distinctCount(ranks: Iterable<number>): number {
  let sum = 0;
  let seen = 0;
  for (const rank of ranks) {
    sum += 2 ** -rank;
    seen++;
  }
  const empty = REGISTERS - seen;
  const alpha = 0.7213 / (1 + 1.079 / REGISTERS);
  const raw = (alpha * REGISTERS ** 2) / (sum + empty);
  // Few are counted better by how many registers nobody has fallen into.
  const isFew = raw <= 2.5 * REGISTERS && empty > 0;
  return Math.round(isFew ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}
