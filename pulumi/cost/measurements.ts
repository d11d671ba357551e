/** What a figure of a benchmark is called there, and what counts where the benchmark has not been run. */
interface Measured {
  benchmark: 'capacity' | 'twenty-million';
  what: string;
  fallback: number;
}

/** Of one title, as it is stored. */
export const titleFigures = {
  firestoreBytes: measured('Firestore bytes of a title', 3_250),
  firestoreDocuments: measured('Firestore documents of a title', 5.6),
  payloadBytes: measured('payload bytes of a point', 2_130),
  payloadValues: measured('indexed payload values of a point', 12),
  linkedFields: measured('payload fields that are linked in the graph', 5),
  terms: measured('terms of a title', 57),
  nameBytes: measured('artefact bytes of a name, packed', 23),
  nameMemory: measured('artefact memory of a name', 43),
} as const satisfies Record<string, Measured>;

/** Of one title that goes through the pipeline. */
export const pipelineFigures = {
  newReads: measured('Firestore reads of a new title', 7),
  newWrites: measured('Firestore writes of a new title', 7),
  offersReads: measured('Firestore reads of a title with new offers', 9),
  offersWrites: measured('Firestore writes of a title with new offers', 3),
  textReads: measured('Firestore reads of a title with new words', 9),
  textWrites: measured('Firestore writes of a title with new words', 3),
  sameReads: measured('Firestore reads of an unchanged title', 6),
  sameWrites: measured('Firestore writes of an unchanged title', 1),
  messages: measured('Pub/Sub messages of a page', 5),
  puts: measured('Cloud Storage writes of a page', 4),
  gets: measured('Cloud Storage reads of a page', 6),
  pageBytes: measured('Cloud Storage bytes of a title', 4_850),
  commands: measured('Upstash commands of a page', 1),
} as const satisfies Record<string, Measured>;

/** Kinds of requests that the capacity benchmark sends, each through one route. */
export const measuredRoutes = [
  'search-titles',
  'search-faceted',
  'autocomplete',
  'get-title',
  'list-movies',
  'list-genres',
] as const;
export type MeasuredRoute = (typeof measuredRoutes)[number];

export const routeFigures = {
  /** Milliseconds of processor time in the function's process, with the client libraries' share. */
  cpu: (route: MeasuredRoute) => `${route}: processor time of a request`,
  bytes: (route: MeasuredRoute) => `${route}: bytes of an answer`,
  perSecond: (route: MeasuredRoute) => `${route}: requests a second, laptop`,
};

/** Milliseconds of processor time of one title in the pipeline. */
export const stepFigures = {
  embed: { benchmark: 'capacity', what: 'processor time of a title: embed', fallback: 6 },
  others: { benchmark: 'capacity', what: 'processor time of a title: the other four steps', fallback: 3 },
} as const satisfies Record<string, Measured>;

const routeFallbacks: Readonly<Record<MeasuredRoute, { cpu: number; bytes: number }>> = {
  'search-titles': { cpu: 33, bytes: 136_000 },
  'search-faceted': { cpu: 19, bytes: 82_000 },
  autocomplete: { cpu: 3, bytes: 450 },
  'get-title': { cpu: 3, bytes: 8_700 },
  'list-movies': { cpu: 6, bytes: 131_000 },
  'list-genres': { cpu: 0.7, bytes: 2_100 },
};

export interface Measurements {
  title: Readonly<Record<keyof typeof titleFigures, number>>;
  pipeline: Readonly<Record<keyof typeof pipelineFigures, number>>;
  steps: Readonly<Record<keyof typeof stepFigures, number>>;
  routes: Readonly<Record<MeasuredRoute, { cpu: number; bytes: number }>>;
  /** What no benchmark has measured yet, so that a guess counts. */
  guessed: readonly string[];
}

/** A benchmark's report as `docs/benchmarks/NAME.json` holds it. */
export interface BenchmarkFigures {
  figures: readonly { what: string; value: number }[];
}

/** @param reports by the benchmark's name; what is missing is guessed, and said so */
export function measurementsFrom(
  reports: Readonly<Record<string, BenchmarkFigures | undefined>>,
): Measurements {
  const guessed: string[] = [];
  const valueOf = ({ benchmark, what, fallback }: Measured): number => {
    const found = reports[benchmark]?.figures.find((figure) => figure.what === what)?.value;
    if (found !== undefined && Number.isFinite(found)) return found;
    guessed.push(what);
    return fallback;
  };
  const all = <Name extends string>(figures: Readonly<Record<Name, Measured>>) =>
    Object.fromEntries(
      Object.entries<Measured>(figures).map(([name, figure]) => [name, valueOf(figure)]),
    ) as Record<Name, number>;
  const routes = Object.fromEntries(
    measuredRoutes.map((route) => {
      const { cpu, bytes } = routeFallbacks[route];
      const of = (what: string, fallback: number) => valueOf({ benchmark: 'capacity', what, fallback });
      return [route, { cpu: of(routeFigures.cpu(route), cpu), bytes: of(routeFigures.bytes(route), bytes) }];
    }),
  ) as Measurements['routes'];
  return {
    title: all(titleFigures),
    pipeline: all(pipelineFigures),
    steps: all(stepFigures),
    routes,
    guessed,
  };
}

function measured(what: string, fallback: number): Measured {
  return { benchmark: 'twenty-million', what, fallback };
}
