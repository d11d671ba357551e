/**
 * Jaro-Winkler similarity of two words or names, 0 to 1 (Winkler 1990: prefix scale 0.1, at most 4 letters).
 */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroSimilarity(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const window = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const takenInB = new Array<boolean>(b.length).fill(false);
  const fromA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const last = Math.min(b.length - 1, i + window);
    for (let j = Math.max(0, i - window); j <= last; j++) {
      if (takenInB[j] || a[i] !== b[j]) continue;
      takenInB[j] = true;
      fromA.push(a[i] as string);
      break;
    }
  }
  const matches = fromA.length;
  if (matches === 0) return 0;
  const fromB = [...b].filter((_, j) => takenInB[j]);
  const outOfOrder = fromA.filter((char, k) => char !== fromB[k]).length / 2;
  return (matches / a.length + matches / b.length + (matches - outOfOrder) / matches) / 3;
}
