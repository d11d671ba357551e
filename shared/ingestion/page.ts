import { z } from 'zod';
import { BlobConflict, type Blobs } from '../blob/blobs.js';
import type { PageReference } from '../event/ingestion-events.js';
import { TitleId } from '../title/title-id.js';
import type { PagePlan, RawPage, Reject } from './provider.js';
import { SourceRecord } from './source-record.js';

/** Titles of one message; a page is the unit of work of every step. */
export const PAGE_SIZE = 128;

/** What resolve found to do for one title of a page. */
export const ResolvedTitle = z.object({
  id: TitleId,
  /** The words or the facts differ from what is indexed. */
  embed: z.boolean(),
  /** The title is now an alias: take it out of the index. */
  deleted: z.boolean(),
});
export type ResolvedTitle = z.infer<typeof ResolvedTitle>;

/** The vectors of one title, and the hashes of what they were made from. */
export interface EmbeddedTitle {
  id: TitleId;
  textHash: string;
  factsHash: string;
  text: Float32Array;
  facts: Float32Array;
}

const PlanForm = z.object({ ids: z.array(z.string()) });
export const RejectForm = z.object({ line: z.number(), id: z.string().nullable(), reason: z.string() });
const RawForm = z.object({
  fetched_at: z.iso.datetime(),
  records: z.array(z.object({ line: z.number(), content: z.unknown() })),
  rejects: z.array(RejectForm),
});
const RecordsForm = z.object({ records: z.array(SourceRecord), rejects: z.array(RejectForm) });
const ResolvedForm = z.object({ titles: z.array(ResolvedTitle) });
const VectorsHeader = z.object({
  titles: z.array(z.object({ id: TitleId, textHash: z.string(), factsHash: z.string() })),
  textSize: z.int(),
  factsSize: z.int(),
});

/** The working files of one page: what each step leaves for the next, under `ingestion/{run}/{page}/`. */
export class PageFiles {
  readonly #blobs: Blobs;
  readonly #folder: string;

  constructor(blobs: Blobs, { run, page }: PageReference) {
    this.#blobs = blobs;
    this.#folder = `ingestion/${run}/${page}`;
  }

  putPlan = (plan: PagePlan) => this.#putJson('plan', plan);
  plan = (): Promise<PagePlan> => this.#json('plan', PlanForm);
  putRaw = (raw: RawPage) => this.#putJson('raw', raw);
  raw = (): Promise<RawPage> => this.#json('raw', RawForm);
  hasRaw = () => this.#has('raw');
  putRecords = (page: { records: SourceRecord[]; rejects: Reject[] }) => this.#putJson('records', page);
  records = () => this.#json('records', RecordsForm);
  /** Undefined before the page is normalised. */
  rejects = async () => {
    const found = await this.#blobs.get(this.#name('records'));
    return found && RecordsForm.pick({ rejects: true }).parse(JSON.parse(found.content.toString())).rejects;
  };
  putResolved = (titles: ResolvedTitle[]) => this.#putJson('resolved', { titles });
  resolved = async () => (await this.#json('resolved', ResolvedForm)).titles;

  /** Leaves what an earlier attempt has stored. */
  async putRawOnce(raw: RawPage): Promise<void> {
    try {
      await this.#putJson('raw', raw, { ifGeneration: '0' });
    } catch (error) {
      if (!(error instanceof BlobConflict)) throw error;
    }
  }

  async putVectors(titles: readonly EmbeddedTitle[]): Promise<void> {
    const textSize = titles[0]?.text.length ?? 0;
    const factsSize = titles[0]?.facts.length ?? 0;
    const header = Buffer.from(
      JSON.stringify({
        titles: titles.map(({ id, textHash, factsHash }) => ({ id, textHash, factsHash })),
        textSize,
        factsSize,
      }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const numbers = new Float32Array(titles.length * (textSize + factsSize));
    titles.forEach((title, row) => {
      numbers.set(title.text, row * (textSize + factsSize));
      numbers.set(title.facts, row * (textSize + factsSize) + textSize);
    });
    await this.#blobs.put(
      this.#name('vectors'),
      Buffer.concat([length, header, Buffer.from(numbers.buffer)]),
    );
  }

  /** 4 bytes of header length (little-endian), the header in JSON, then float32 rows of text and facts. */
  async vectors(): Promise<EmbeddedTitle[]> {
    const content = await this.#content('vectors');
    const headerLength = content.readUInt32LE(0);
    const header = VectorsHeader.parse(JSON.parse(content.toString('utf8', 4, 4 + headerLength)));
    const bytes = content.subarray(4 + headerLength);
    const numbers = new Float32Array(bytes.length / 4);
    Buffer.from(numbers.buffer).set(bytes);
    const width = header.textSize + header.factsSize;
    return header.titles.map((title, row) => ({
      ...title,
      text: numbers.subarray(row * width, row * width + header.textSize),
      facts: numbers.subarray(row * width + header.textSize, (row + 1) * width),
    }));
  }

  async #has(file: string): Promise<boolean> {
    return (await this.#blobs.get(this.#name(file))) !== undefined;
  }

  #name(file: string): string {
    return `${this.#folder}/${file}`;
  }

  async #putJson(file: string, value: unknown, options: { ifGeneration?: string } = {}): Promise<void> {
    const content = Buffer.from(JSON.stringify(value));
    await this.#blobs.put(this.#name(file), content, { contentType: 'application/json', ...options });
  }

  async #content(file: string): Promise<Buffer> {
    const found = await this.#blobs.get(this.#name(file));
    if (!found) throw new Error(`${this.#name(file)} is missing in Cloud Storage`);
    return found.content;
  }

  async #json<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
    return schema.parse(JSON.parse((await this.#content(file)).toString('utf8')));
  }
}
