/** How many edits a word of so many letters may be away: a shorter one would be another word too often. */
export function editsFor(letters: number): 0 | 1 | 2 {
  if (letters < 4) return 0;
  return letters < 8 ? 1 : 2;
}
