/** Winkler's settings: what a letter of the common beginning is worth, and how many count. */
const PREFIX_SCALE = 0.1;
const MAX_PREFIX = 4;

/** Jaro-Winkler similarity of two words or names, 0 to 1, and 1 only for equal ones (Winkler 1990). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const [lettersA, lettersB] = [[...a], [...b]];
  const jaro = jaroSimilarity(lettersA, lettersB);
  let prefix = 0;
  while (prefix < MAX_PREFIX && prefix < lettersA.length && lettersA[prefix] === lettersB[prefix]) prefix++;
  return jaro + prefix * PREFIX_SCALE * (1 - jaro);
}

/** Jaro 1989: letters match within half the length of the longer word; half of those out of order count against it. */
function jaroSimilarity(a: readonly string[], b: readonly string[]): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const isTaken = new Array<boolean>(b.length).fill(false);
  const fromA = a.filter((letter, i) => {
    const last = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= last; j++) {
      if (isTaken[j] || b[j] !== letter) continue;
      isTaken[j] = true;
      return true;
    }
    return false;
  });
  const matches = fromA.length;
  if (matches === 0) return 0;
  const fromB = b.filter((_, j) => isTaken[j]);
  const outOfOrder = fromA.filter((letter, k) => letter !== fromB[k]).length / 2;
  return (matches / a.length + matches / b.length + (matches - outOfOrder) / matches) / 3;
}
