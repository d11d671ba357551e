const FIRST_YEAR = 1920;
const YEARS = 100;

/** Lines of a catalogue file whose titles no provider has: in whatever order all come, the same titles come about. */
export function ownLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `outage-${i}`,
      type: 'movie',
      title: `Outage number ${i}`,
      year: FIRST_YEAR + (i % YEARS),
      overview: `The ${i}th time that the lights go out, somebody keeps count of everything.`,
      popularity: i / count,
    }),
  );
}
