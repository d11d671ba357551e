import type { z } from 'zod';
import type { Money } from '../../shared/availability/offer.js';

/** What a dollar's worth of film costs in the shops of each currency, in round figures: not exchange rates. */
const perDollar: Readonly<Record<string, number>> = {
  AED: 4,
  ARS: 1200,
  AUD: 1.4,
  BDT: 100,
  BOB: 7,
  BRL: 4,
  CAD: 1.3,
  CHF: 1,
  CLP: 900,
  CNY: 4,
  COP: 3500,
  CRC: 500,
  CZK: 22,
  DKK: 7,
  DOP: 55,
  EGP: 25,
  EUR: 1,
  GBP: 0.9,
  GHS: 12,
  GTQ: 8,
  HKD: 8,
  HUF: 350,
  IDR: 12000,
  ILS: 4,
  INR: 40,
  ISK: 140,
  JPY: 110,
  KES: 100,
  KRW: 1200,
  KWD: 0.3,
  KZT: 400,
  LKR: 250,
  MAD: 9,
  MXN: 17,
  MYR: 4,
  NGN: 800,
  NOK: 10,
  NZD: 1.5,
  PEN: 4,
  PHP: 50,
  PKR: 200,
  PLN: 4,
  PYG: 7000,
  QAR: 4,
  RON: 4,
  RSD: 100,
  RUB: 70,
  SAR: 4,
  SEK: 10,
  SGD: 1.3,
  THB: 33,
  TRY: 25,
  TWD: 30,
  UAH: 30,
  USD: 1,
  UYU: 40,
  VND: 20000,
  ZAR: 14,
};

const steps = [1, 10, 100, 1_000, 10_000];

/** A shop's price for about this many dollars: `4.99` where a unit is worth much, else a round figure. */
export function localPrice(dollars: number, currency: string): z.infer<typeof Money> {
  const rate = perDollar[currency];
  if (rate === undefined) throw new Error(`prices.ts has no level for ${currency}: add one`);
  const amount = dollars * rate;
  if (rate < 10) return { amount: Number((Math.ceil(amount) - 0.01).toFixed(2)), currency };
  const step = steps.findLast((size) => size * 10 <= amount) ?? 1;
  return { amount: Math.round(amount / step) * step, currency };
}
