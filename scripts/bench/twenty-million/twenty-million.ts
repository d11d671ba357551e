import { pipelineFigures, titleFigures } from '../../../pulumi/cost/measurements.js';
import { onnxEmbedder } from '../../../shared/adapters/onnx/onnx-embedder.js';
import { payloadIndexes } from '../../../shared/adapters/qdrant/payload.js';
import { factsOf, factsVector } from '../../../shared/embedding/facts-vector.js';
import { embeddingText } from '../../../shared/search/index-fields.js';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { openFile, readLines } from '../../ingest/read-lines.js';
import { ensureEncoder } from '../../models/ensure-encoder.js';
import type { Benchmark, Figure } from '../benchmark.js';
import { catalogueFile } from '../filled-suite.js';
import { median } from '../statistics.js';
import { type ArtefactSizes, buildNames } from './artefact.js';
import { countPipeline, type PipelineCounts, type PipelineReport } from './pipeline.js';
import { type BenchTitle, heaps, IndexMeter, type IndexSizes, titlesOf } from './titles.js';

const TWENTY_MILLION = 20_000_000;
const ARTEFACT_NAMES = 300_000;
const IDS = 1_000_000;
/** Lines that go through the pipeline: eight full pages. */
const PIPELINE_LINES = 1_024;
const MANY = 2_000;
/** Of one frequent word in a catalogue four times as large. */
const POSTINGS = 5_000_000;

export const twentyMillion: Benchmark = {
  about: 'what twenty million titles need, from what the titles at hand need',
  async run(context) {
    const { say } = context;
    const file = catalogueFile(context);
    say('sizes of titles and growth of the vocabulary');
    const meter = new IndexMeter();
    const sample: BenchTitle[] = [];
    const names: BenchTitle['title'][] = [];
    for await (const one of titlesOf(file)) {
      meter.add(one);
      names.push(one.title);
      if (sample.length < MANY) sample.push(one);
    }
    const sizes = meter.finish();
    const words = heaps(sizes.vocabulary);
    const samples = sample.map(({ title }) => title.title);
    const sentences = sample.flatMap(({ title }) => title.overview?.split(/(?<=[.!?])\s/)[0] ?? []);
    const postings = (queries: readonly string[]) => mean(queries.map((query) => meter.postingsShare(query)));
    say('a million ids');
    const ids = idsOf(IDS);
    const artefact = buildNames(repeated(names, ARTEFACT_NAMES));
    say('projections and vectors');
    const facts = rate(sample, ({ title }) => factsVector(factsOf(title)));
    const embedded = await embeddedPerSecond(sample);
    const pipeline = await countPipeline(await firstLines(file, PIPELINE_LINES), say);
    return {
      figures: [
        ...storedFigures(sizes, artefact, pipeline),
        ...pipelineReport(pipeline),
        { what: 'different words of the titles at hand', value: sizes.vocabulary.at(-1)?.[1] ?? 0, unit: '' },
        { what: "Heaps' exponent of the vocabulary", value: words.beta, unit: '' },
        {
          what: 'different words of 20 million titles, by that law',
          value: words.at(TWENTY_MILLION),
          unit: '',
        },
        { what: 'words at hand whose number another word has', value: sizes.collisions, unit: '' },
        {
          what: 'share of 20 million titles’ words whose number another word has',
          value: sharedNumbers(words.at(TWENTY_MILLION)),
          unit: '',
        },
        { what: 'postings of a name as a query, over titles', value: postings(samples), unit: '' },
        { what: 'postings of a sentence as a query, over titles', value: postings(sentences), unit: '' },
        { what: 'postings added up, one thread', value: postingsPerSecond(), unit: '1/s' },
        { what: 'ids made (UUID version 5)', value: ids.perSecond, unit: '1/s' },
        { what: 'equal ids among a million', value: IDS - ids.different, unit: '' },
        { what: 'facts vectors made', value: facts, unit: '1/s' },
        { what: 'text vectors made, one thread', value: embedded, unit: '1/s' },
        { what: 'artefact of 300,000 names, packed', value: artefact.packedBytes / 2 ** 20, unit: 'MB' },
        { what: 'artefact of 300,000 names, in memory', value: artefact.memoryBytes / 2 ** 20, unit: 'MB' },
        { what: 'artefact of 300,000 names, built', value: artefact.buildMs, unit: 'ms' },
      ],
      chart: {
        title: 'Different words of a catalogue',
        unit: 'words',
        kind: 'lines',
        along: 'titles',
        scale: 'logarithmic',
        lines: [
          { label: 'measured', points: sizes.vocabulary.filter(([titles]) => titles >= 64) },
          {
            label: "Heaps' law",
            points: [64, 1_024, 65_536, 1_048_576, TWENTY_MILLION].map((n) => [n, words.at(n)] as const),
          },
        ],
      },
    };
  },
};

function storedFigures(sizes: IndexSizes, artefact: ArtefactSizes, pipeline: PipelineReport): Figure[] {
  const perTitle = (value: number) => value / sizes.titles;
  return [
    plain(titleFigures.firestoreBytes, pipeline.storedBytes / pipeline.added.titles),
    plain(titleFigures.firestoreDocuments, pipeline.storedDocuments / pipeline.added.titles),
    plain(titleFigures.payloadBytes, perTitle(sizes.payloadBytes)),
    plain(titleFigures.payloadValues, perTitle(sizes.payloadValues)),
    plain(titleFigures.linkedFields, linkedFields()),
    plain(titleFigures.terms, perTitle(sizes.terms)),
    plain(titleFigures.nameBytes, artefact.packedBytes / artefact.names),
    plain(titleFigures.nameMemory, artefact.memoryBytes / artefact.names),
  ];
}

/** Fields whose values have links of their own in Qdrant's likeness graph. */
function linkedFields(): number {
  return Object.values(payloadIndexes).filter(
    (schema) => !(typeof schema === 'object' && 'enable_hnsw' in schema && schema.enable_hnsw === false),
  ).length;
}

function pipelineReport({ added, sameAgain, newOffers, newWords, workingBytes }: PipelineReport): Figure[] {
  const each = (run: PipelineCounts, count: 'reads' | 'writes') => run[count] / run.titles;
  return [
    plain(pipelineFigures.newReads, each(added, 'reads')),
    plain(pipelineFigures.newWrites, each(added, 'writes')),
    plain(pipelineFigures.offersReads, each(newOffers, 'reads')),
    plain(pipelineFigures.offersWrites, each(newOffers, 'writes')),
    plain(pipelineFigures.textReads, each(newWords, 'reads')),
    plain(pipelineFigures.textWrites, each(newWords, 'writes')),
    plain(pipelineFigures.sameReads, each(sameAgain, 'reads')),
    plain(pipelineFigures.sameWrites, each(sameAgain, 'writes')),
    plain(pipelineFigures.messages, added.messages / added.pages),
    plain(pipelineFigures.puts, added.puts / added.pages),
    plain(pipelineFigures.gets, added.gets / added.pages),
    plain(pipelineFigures.pageBytes, workingBytes / added.titles),
    plain(pipelineFigures.commands, added.commands / added.pages),
  ];
}

function plain({ what }: { what: string }, value: number): Figure {
  return { what, value, unit: '' };
}

function idsOf(count: number): { perSecond: number; different: number } {
  const seen = new Set<string>();
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) seen.add(titleIdFrom('tmdb', `movie-${i}`));
  return { perSecond: (count / (performance.now() - startedAt)) * 1_000, different: seen.size };
}

/** Adds the weights of a posting list to the scores of its points, as an exact search of a sparse index does. */
function postingsPerSecond(): number {
  const points = Uint32Array.from({ length: POSTINGS }, (_, i) => i * 4);
  const weights = new Float32Array(POSTINGS).fill(0.5);
  const scores = new Float32Array(POSTINGS * 4);
  const seconds: number[] = [];
  for (let round = 0; round < 7; round++) {
    const startedAt = performance.now();
    for (let i = 0; i < POSTINGS; i++) {
      const point = points[i] as number;
      scores[point] = (scores[point] as number) + (weights[i] as number);
    }
    seconds.push((performance.now() - startedAt) / 1_000);
  }
  return POSTINGS / median(seconds);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Expected share of `words` numbers of 32 bits that are drawn more than once. */
function sharedNumbers(words: number): number {
  return 1 - Math.exp(-words / 2 ** 32);
}

/** Median of calls a second over batches of a hundred. */
function rate<Item>(items: readonly Item[], call: (item: Item) => unknown): number {
  const seconds: number[] = [];
  for (let from = 0; from + 100 <= items.length; from += 100) {
    const startedAt = performance.now();
    for (const item of items.slice(from, from + 100)) call(item);
    seconds.push((performance.now() - startedAt) / 1_000);
  }
  return 100 / median(seconds);
}

async function embeddedPerSecond(sample: readonly BenchTitle[]): Promise<number> {
  const embedder = await onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder() });
  const texts = sample.slice(0, 640).map(({ title }) => embeddingText(title));
  const seconds: number[] = [];
  for (let from = 0; from < texts.length; from += 128) {
    const startedAt = performance.now();
    await embedder.embedText(texts.slice(from, from + 128));
    seconds.push((performance.now() - startedAt) / 1_000);
  }
  return 128 / median(seconds);
}

/** As many titles as asked, by numbering those at hand: an artefact of real names, whose ids differ. */
function repeated(titles: readonly BenchTitle['title'][], count: number): BenchTitle['title'][] {
  return Array.from({ length: count }, (_, i) => {
    const title = titles[i % titles.length] as BenchTitle['title'];
    const round = Math.floor(i / titles.length);
    if (round === 0) return title;
    return { ...title, id: titleIdFrom('round', `${round}-${title.id}`), title: `${title.title} ${round}` };
  });
}

async function firstLines(file: string, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const { text } of readLines(openFile(file))) {
    if (text) lines.push(text);
    if (lines.length === count) break;
  }
  return lines;
}
