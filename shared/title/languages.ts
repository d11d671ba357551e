/** Every runtime of ours has the names of all languages (CLDR), and so knows which codes are languages. */
const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** Whether a code of two lower-case letters is a language of ISO 639-1 that has not been withdrawn. */
export function isLanguage(code: string): boolean {
  return /^[a-z]{2}$/.test(code) && names.of(code) !== undefined && isCurrent(code);
}

/** A withdrawn code stands for another one, e.g. `iw` for `he`. */
function isCurrent(code: string): boolean {
  return Intl.getCanonicalLocales(code)[0] === code;
}
