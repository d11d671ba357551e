import { setTimeout as wait } from 'node:timers/promises';
import { indexDifferences, readCatalogue, type StoredCatalogue } from './durability-catalogue.js';
import type { Difference } from './durability-difference.js';
import { Model } from './durability-model.js';
import { FURTHEST, type KillEvent, type KillPoint, products } from './durability-points.js';
import { type KeyValues, openers } from './durability-stores.js';
import { Upload } from './durability-upload.js';
import { type Addresses, type KillableSuite, startKillable } from './killable-suite.js';

/** As many as a step's furthest kill point, which so comes in every life. */
const PAGES_A_LIFE = FURTHEST;
const KEYS = 10;
/** When a round begins: the next hourly run, which brings in a provider's titles, is far away. */
const JUST_AFTER_THE_HOUR = Date.parse('2026-01-01T00:01:00Z');
/** Between two writes to one product, so that the pipeline gets on beside them. */
const PAUSE_MS = 15;
/** When a point does not come, e.g. because all work of its step was done before. */
const LONGEST_LIFE_MS = 15_000;

export interface RoundResult {
  /** Kills at the very point that was asked for; the others came when nothing was left to wait for. */
  onPoint: number;
  /** Writes to products and pages of the catalogue that were acknowledged. */
  acknowledged: number;
  differences: Difference[];
  catalogue: StoredCatalogue;
}

/** How many lines a round of so many kills takes in. */
export function linesFor(kills: number): number {
  return (kills + 1) * PAGES_A_LIFE * 10;
}

/**
 * Brings in a catalogue and writes to every product while the suite is killed at each of the points and started again
 * on the same folder; then lets it finish, and compares all of it with what was acknowledged.
 */
export async function playRound(
  folder: string,
  lines: readonly string[],
  points: readonly KillPoint[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RoundResult> {
  const upload = new Upload(lines);
  const models = new Map(products.map((product) => [product, new Model(product)]));
  const differences: Difference[] = [];
  const began = performance.now();
  const start = () => {
    const clock = new Date(JUST_AFTER_THE_HOUR + performance.now() - began).toISOString();
    return startKillable(environment, '--data', folder, '--limits', 'off', '--clock', clock);
  };
  let onPoint = 0;
  for (const point of points) {
    const life = new Life(start(), point, upload, models);
    const found = await life.play();
    differences.push(...found.map(({ kind, what }) => ({ kind, what: `before ${nameOf(point)}: ${what}` })));
    if (life.reachedPoint) onPoint += 1;
  }
  const suite = start();
  try {
    const at = await suite.ready;
    differences.push(...(await unlessItEnds(suite, checkProducts(at, models))));
    while (!upload.isSent) await upload.sendNext(at);
    differences.push(...(await upload.finish(at)));
    const catalogue = await readCatalogue(at);
    differences.push(...indexDifferences(catalogue));
    const writes = [...models.values()].reduce((sum, model) => sum + model.acknowledgedWrites, 0);
    return { onPoint, acknowledged: writes + upload.acknowledged, differences, catalogue };
  } finally {
    await suite.kill();
  }
}

type Models = ReadonlyMap<(typeof products)[number], Model>;

/** From a start of the suite to its kill. */
class Life {
  reachedPoint = false;
  readonly #suite: KillableSuite;
  readonly #point: KillPoint;
  readonly #upload: Upload;
  readonly #models: Models;
  #over = false;
  #happened = 0;
  #end: () => void = () => undefined;
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  constructor(suite: KillableSuite, point: KillPoint, upload: Upload, models: Models) {
    this.#suite = suite;
    this.#point = point;
    this.#upload = upload;
    this.#models = models;
  }

  /** What was found at the start that should not be so. */
  async play(): Promise<Difference[]> {
    this.#happens('spawned');
    const at = await Promise.race([this.#suite.ready, this.#ended]);
    // While it takes up what the one before left, also where it says that it is ready before it is killed.
    if (!at || this.#point.after === 'spawned') return this.#ended.then(() => []);
    const stores = await unlessItEnds(this.#suite, openProducts(at));
    const differences = await unlessItEnds(this.#suite, differencesOf(stores, this.#models));
    this.#suite.onHandled((name) => this.#happens(name as KillEvent));
    this.#happens('ready');
    const work = [this.#send(at), ...[...stores].map(([product, store]) => this.#write(product, store))];
    // What is under way when the suite dies fails or hangs; neither is waited for.
    for (const task of work) task.catch(() => undefined);
    await Promise.race([this.#ended, wait(LONGEST_LIFE_MS, undefined, { ref: false })]);
    await this.#kill();
    await closeAll(stores);
    return differences;
  }

  #happens(event: KillEvent): void {
    if (event !== this.#point.after || this.#over) return;
    this.#happened += 1;
    if (this.#happened !== this.#point.nth) return;
    const kill = () => {
      this.reachedPoint = !this.#over;
      void this.#kill();
    };
    if (this.#point.delayMs === 0) kill();
    else setTimeout(kill, this.#point.delayMs);
  }

  async #kill(): Promise<void> {
    this.#over = true;
    await this.#suite.kill();
    this.#end();
  }

  async #send(at: Addresses): Promise<void> {
    for (let page = 0; page < PAGES_A_LIFE && !this.#over; page += 1) {
      await this.#upload.sendNext(at);
      this.#happens('page');
    }
  }

  async #write(product: (typeof products)[number], store: KeyValues): Promise<void> {
    const model = this.#models.get(product);
    while (model && !this.#over) {
      numbers += 1;
      await model.write(store, `k${numbers % KEYS}`, String(numbers));
      this.#happens(product);
      await wait(PAUSE_MS);
    }
  }
}

/** Every value that is written is another. */
let numbers = 0;

async function openProducts(at: Addresses): Promise<Map<(typeof products)[number], KeyValues>> {
  const opened = products.map(async (product) => [product, await openers[product](at.env)] as const);
  return new Map(await Promise.all(opened));
}

async function checkProducts(at: Addresses, models: Models): Promise<Difference[]> {
  const stores = await openProducts(at);
  const differences = await differencesOf(stores, models);
  await closeAll(stores);
  return differences;
}

async function differencesOf(
  stores: ReadonlyMap<(typeof products)[number], KeyValues>,
  models: Models,
): Promise<Difference[]> {
  const found = [...stores].map(([product, store]) => models.get(product)?.differences(store) ?? []);
  return (await Promise.all(found)).flat();
}

/** @throws Error when the suite ends though nobody killed it */
function unlessItEnds<Result>(suite: KillableSuite, work: Promise<Result>): Promise<Result> {
  const end = suite.ended.then((code) => {
    throw new Error(`The suite ended by itself (${code}):\n${suite.said()}`);
  });
  // Of two that fail, one is heard.
  work.catch(() => undefined);
  end.catch(() => undefined);
  return Promise.race([work, end]);
}

/** A client may wait for ever for a suite that is gone. */
async function closeAll(stores: ReadonlyMap<string, KeyValues>): Promise<void> {
  const closing = [...stores.values()].map((store) => store.close().catch(() => undefined));
  await Promise.race([Promise.all(closing), wait(1_000)]);
}

function nameOf({ after, nth, delayMs }: KillPoint): string {
  return `the kill ${delayMs} ms after ${after} no. ${nth}`;
}
