/** Lower case, without accents, words of letters and digits separated by one space. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The words of a text, in order. */
export function words(text: string): string[] {
  return normaliseText(text).split(' ').filter(Boolean);
}
