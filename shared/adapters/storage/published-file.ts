import type { z } from 'zod';
import type { Blobs } from '../../blob/blobs.js';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';

/**
 * The note `{folder}/current.json`, which names the file that counts: it is replaced at one stroke, the files are never
 * changed.
 */
export function currentNote<Note extends z.ZodType>(blobs: Blobs, folder: string, schema: Note) {
  const name = `${folder}/current.json`;
  return {
    async read(): Promise<z.output<Note> | undefined> {
      const blob = await blobs.get(name);
      return blob && schema.parse(JSON.parse(blob.content.toString('utf8')));
    },
    async replace(note: z.input<Note>): Promise<void> {
      await blobs.put(name, Buffer.from(JSON.stringify(note)), { contentType: 'application/json' });
    },
  };
}

export interface Holding<Note, Held> {
  /** For the log, e.g. `the catalogue artefact`. */
  what: string;
  clock: Clock;
  log: Log;
  /** How long an instance goes on without looking whether there is a newer one. */
  checkEveryMs: number;
  /** Whether it is worth asking for the note; always where absent. @param held undefined before the first */
  mayBeNewer?(held: Held | undefined): Promise<boolean>;
  note(): Promise<Note | undefined>;
  isHeld(held: Held, note: Note): boolean;
  /** Why this instance cannot read it: another version of the system writes it, or not yet. */
  refusal(note: Note): { found: number; expected: number } | undefined;
  /** Undefined of a file that is gone: it was replaced this very moment, and the next look finds the other one. */
  load(note: Note): Promise<Held | undefined>;
}

/**
 * What an instance holds of a file that is published now and then. Whoever asks is answered by what is held while a newer
 * one is loaded, and waits for the first alone. What cannot be had or read is told, not thrown; what is refused, once.
 */
export function held<Note extends { file: string }, Held>(
  holding: Holding<Note, Held>,
): () => Promise<Held | undefined> {
  const { what, clock, log, checkEveryMs, mayBeNewer, note, isHeld, refusal, load } = holding;
  let known: Held | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;
  let loading: Promise<void> | undefined;
  let refused: string | undefined;

  const loadNewer = async (): Promise<void> => {
    const there = await note();
    if (!there || (known !== undefined && isHeld(known, there))) return;
    const why = refusal(there);
    if (!why) known = (await load(there)) ?? known;
    else if (refused !== there.file) {
      refused = there.file;
      log('warn', `${what} is of another version; going on without it`, { ...why });
    }
  };

  const loadOnce = (): Promise<void> => {
    loading ??= loadNewer()
      .catch((error: unknown) => log('warn', `${what} could not be loaded`, { error: String(error) }))
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };

  const check = async (): Promise<void> => {
    if (mayBeNewer && !(await mayBeNewer(known))) return;
    const loaded = loadOnce();
    if (known === undefined) await loaded;
  };

  return async () => {
    const age = clock.now() - checkedAt;
    if (!checking && (age >= checkEveryMs || age < 0)) {
      checkedAt = clock.now();
      checking = check().finally(() => {
        checking = undefined;
      });
    }
    await checking;
    return known;
  };
}
