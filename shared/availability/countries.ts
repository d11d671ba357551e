export interface Country {
  /** ISO 3166-1 alpha-2, upper case. */
  code: string;
  name: string;
  /** ISO 4217: what a bare price in this country is in. */
  currency: string;
  /** ISO 639-1, the most watched first. */
  languages: readonly string[];
}

/** The countries that the gateway answers for. */
export const countries: readonly Country[] = [
  { code: 'US', name: 'United States', currency: 'USD', languages: ['en', 'es'] },
  { code: 'CA', name: 'Canada', currency: 'CAD', languages: ['en', 'fr'] },
  { code: 'MX', name: 'Mexico', currency: 'MXN', languages: ['es'] },
  { code: 'GT', name: 'Guatemala', currency: 'GTQ', languages: ['es'] },
  { code: 'CR', name: 'Costa Rica', currency: 'CRC', languages: ['es'] },
  { code: 'PA', name: 'Panama', currency: 'USD', languages: ['es'] },
  { code: 'DO', name: 'Dominican Republic', currency: 'DOP', languages: ['es'] },
  { code: 'BR', name: 'Brazil', currency: 'BRL', languages: ['pt'] },
  { code: 'AR', name: 'Argentina', currency: 'ARS', languages: ['es'] },
  { code: 'CL', name: 'Chile', currency: 'CLP', languages: ['es'] },
  { code: 'CO', name: 'Colombia', currency: 'COP', languages: ['es'] },
  { code: 'PE', name: 'Peru', currency: 'PEN', languages: ['es'] },
  { code: 'EC', name: 'Ecuador', currency: 'USD', languages: ['es'] },
  { code: 'BO', name: 'Bolivia', currency: 'BOB', languages: ['es'] },
  { code: 'PY', name: 'Paraguay', currency: 'PYG', languages: ['es', 'gn'] },
  { code: 'UY', name: 'Uruguay', currency: 'UYU', languages: ['es'] },
  { code: 'GB', name: 'United Kingdom', currency: 'GBP', languages: ['en'] },
  { code: 'IE', name: 'Ireland', currency: 'EUR', languages: ['en', 'ga'] },
  { code: 'FR', name: 'France', currency: 'EUR', languages: ['fr'] },
  { code: 'BE', name: 'Belgium', currency: 'EUR', languages: ['nl', 'fr', 'de'] },
  { code: 'NL', name: 'Netherlands', currency: 'EUR', languages: ['nl'] },
  { code: 'LU', name: 'Luxembourg', currency: 'EUR', languages: ['fr', 'de', 'lb'] },
  { code: 'DE', name: 'Germany', currency: 'EUR', languages: ['de'] },
  { code: 'AT', name: 'Austria', currency: 'EUR', languages: ['de'] },
  { code: 'CH', name: 'Switzerland', currency: 'CHF', languages: ['de', 'fr', 'it'] },
  { code: 'ES', name: 'Spain', currency: 'EUR', languages: ['es', 'ca'] },
  { code: 'PT', name: 'Portugal', currency: 'EUR', languages: ['pt'] },
  { code: 'IT', name: 'Italy', currency: 'EUR', languages: ['it'] },
  { code: 'MT', name: 'Malta', currency: 'EUR', languages: ['mt', 'en'] },
  { code: 'GR', name: 'Greece', currency: 'EUR', languages: ['el'] },
  { code: 'CY', name: 'Cyprus', currency: 'EUR', languages: ['el', 'tr'] },
  { code: 'DK', name: 'Denmark', currency: 'DKK', languages: ['da'] },
  { code: 'SE', name: 'Sweden', currency: 'SEK', languages: ['sv'] },
  { code: 'NO', name: 'Norway', currency: 'NOK', languages: ['no'] },
  { code: 'FI', name: 'Finland', currency: 'EUR', languages: ['fi', 'sv'] },
  { code: 'IS', name: 'Iceland', currency: 'ISK', languages: ['is'] },
  { code: 'EE', name: 'Estonia', currency: 'EUR', languages: ['et'] },
  { code: 'LV', name: 'Latvia', currency: 'EUR', languages: ['lv'] },
  { code: 'LT', name: 'Lithuania', currency: 'EUR', languages: ['lt'] },
  { code: 'PL', name: 'Poland', currency: 'PLN', languages: ['pl'] },
  { code: 'CZ', name: 'Czechia', currency: 'CZK', languages: ['cs'] },
  { code: 'SK', name: 'Slovakia', currency: 'EUR', languages: ['sk'] },
  { code: 'HU', name: 'Hungary', currency: 'HUF', languages: ['hu'] },
  { code: 'SI', name: 'Slovenia', currency: 'EUR', languages: ['sl'] },
  { code: 'HR', name: 'Croatia', currency: 'EUR', languages: ['hr'] },
  { code: 'RS', name: 'Serbia', currency: 'RSD', languages: ['sr'] },
  { code: 'RO', name: 'Romania', currency: 'RON', languages: ['ro'] },
  { code: 'BG', name: 'Bulgaria', currency: 'EUR', languages: ['bg'] },
  { code: 'UA', name: 'Ukraine', currency: 'UAH', languages: ['uk'] },
  { code: 'RU', name: 'Russia', currency: 'RUB', languages: ['ru'] },
  { code: 'KZ', name: 'Kazakhstan', currency: 'KZT', languages: ['kk', 'ru'] },
  { code: 'TR', name: 'Türkiye', currency: 'TRY', languages: ['tr'] },
  { code: 'IL', name: 'Israel', currency: 'ILS', languages: ['he', 'ar'] },
  { code: 'AE', name: 'United Arab Emirates', currency: 'AED', languages: ['ar', 'en'] },
  { code: 'SA', name: 'Saudi Arabia', currency: 'SAR', languages: ['ar'] },
  { code: 'QA', name: 'Qatar', currency: 'QAR', languages: ['ar'] },
  { code: 'KW', name: 'Kuwait', currency: 'KWD', languages: ['ar'] },
  { code: 'EG', name: 'Egypt', currency: 'EGP', languages: ['ar'] },
  { code: 'MA', name: 'Morocco', currency: 'MAD', languages: ['ar', 'fr'] },
  { code: 'ZA', name: 'South Africa', currency: 'ZAR', languages: ['en', 'af', 'zu'] },
  { code: 'NG', name: 'Nigeria', currency: 'NGN', languages: ['en'] },
  { code: 'KE', name: 'Kenya', currency: 'KES', languages: ['sw', 'en'] },
  { code: 'GH', name: 'Ghana', currency: 'GHS', languages: ['en'] },
  { code: 'IN', name: 'India', currency: 'INR', languages: ['hi', 'en', 'ta', 'te'] },
  { code: 'PK', name: 'Pakistan', currency: 'PKR', languages: ['ur', 'en'] },
  { code: 'BD', name: 'Bangladesh', currency: 'BDT', languages: ['bn'] },
  { code: 'LK', name: 'Sri Lanka', currency: 'LKR', languages: ['si', 'ta'] },
  { code: 'CN', name: 'China', currency: 'CNY', languages: ['zh'] },
  { code: 'HK', name: 'Hong Kong', currency: 'HKD', languages: ['zh', 'en'] },
  { code: 'TW', name: 'Taiwan', currency: 'TWD', languages: ['zh'] },
  { code: 'JP', name: 'Japan', currency: 'JPY', languages: ['ja'] },
  { code: 'KR', name: 'South Korea', currency: 'KRW', languages: ['ko'] },
  { code: 'SG', name: 'Singapore', currency: 'SGD', languages: ['en', 'zh', 'ms'] },
  { code: 'MY', name: 'Malaysia', currency: 'MYR', languages: ['ms', 'en'] },
  { code: 'TH', name: 'Thailand', currency: 'THB', languages: ['th'] },
  { code: 'ID', name: 'Indonesia', currency: 'IDR', languages: ['id'] },
  { code: 'PH', name: 'Philippines', currency: 'PHP', languages: ['tl', 'en'] },
  { code: 'VN', name: 'Vietnam', currency: 'VND', languages: ['vi'] },
  { code: 'AU', name: 'Australia', currency: 'AUD', languages: ['en'] },
  { code: 'NZ', name: 'New Zealand', currency: 'NZD', languages: ['en', 'mi'] },
];

const byCode = new Map(countries.map((country) => [country.code, country]));

/** The country of an ISO 3166-1 alpha-2 code, in either case. */
export function countryByCode(code: string): Country | undefined {
  return byCode.get(code.toUpperCase());
}
