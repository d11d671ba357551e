import { countries } from '../countries.js';

export const latinAmerica = [
  'MX',
  'GT',
  'CR',
  'PA',
  'DO',
  'BR',
  'AR',
  'CL',
  'CO',
  'PE',
  'EC',
  'BO',
  'PY',
  'UY',
];
export const westernEurope = [
  'GB',
  'IE',
  'FR',
  'BE',
  'NL',
  'LU',
  'DE',
  'AT',
  'CH',
  'ES',
  'PT',
  'IT',
  'MT',
  'GR',
  'CY',
];
export const nordics = ['DK', 'SE', 'NO', 'FI', 'IS'];
export const centralEurope = ['EE', 'LV', 'LT', 'PL', 'CZ', 'SK', 'HU', 'SI', 'HR', 'RS', 'RO', 'BG'];
export const gulf = ['AE', 'SA', 'QA', 'KW'];

/** Every declared country save some: for services that list where they are not. */
export function everywhereBut(...codes: string[]): readonly string[] {
  return countries.map((country) => country.code).filter((code) => !codes.includes(code));
}
