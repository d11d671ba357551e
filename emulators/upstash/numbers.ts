import { RedisError } from './reply.js';

const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -(2n ** 63n);

export function bigInteger(text: string): bigint {
  const value = /^(0|-?[1-9]\d{0,18})$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > LARGEST || value < SMALLEST) {
    throw new RedisError('ERR value is not an integer or out of range');
  }
  return value;
}

/** Sum of two 64-bit integers. */
export function addIntegers(a: bigint, b: bigint): bigint {
  const sum = a + b;
  if (sum > LARGEST || sum < SMALLEST) throw new RedisError('ERR increment or decrement would overflow');
  return sum;
}

export function integer(text: string): number {
  return Number(bigInteger(text));
}

/** Also `inf` and `-inf`, as scores may be. */
export function float(text: string, complaint = 'ERR value is not a valid float'): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new RedisError(complaint);
  return Number(text);
}

/** As scores are answered. */
export function formatScore(score: number): string {
  if (score === Infinity) return 'inf';
  if (score === -Infinity) return '-inf';
  return Object.is(score, -0) ? '-0' : String(score);
}

/**
 * As INCRBYFLOAT answers: never an exponent, and 0.1 + 0.2 is 0.3. Redis adds in 80-bit numbers, whose
 * rounding error is beyond the digits shown; 16 digits of a double come to the same.
 */
export function formatSum(sum: number): string {
  const rounded = Number(sum.toPrecision(16));
  if (Number.isInteger(rounded)) return BigInt(rounded).toString();
  return Math.abs(rounded) < 1e-6 ? rounded.toFixed(17).replace(/0+$/, '') : String(rounded);
}
