import type { SuiteClock } from '../clock.js';
import type { Store } from '../store.js';
import { type CommandTable, wrongArity } from './command.js';
import { dataCommands } from './commands/index.js';
import { scriptCommands } from './commands/scripts.js';
import { Journal } from './journal.js';
import { Keyspace } from './keyspace.js';
import { ScriptRunner } from './lua/script-runner.js';
import { RedisError, type Reply } from './reply.js';
import { snapshot } from './snapshot.js';

/** Redis' commands over keys in memory, with a journal on disk. One caller at a time: nothing in it waits. */
export class Engine {
  readonly #clock: SuiteClock;
  readonly #store: Store;
  readonly #keys = new Keyspace();
  readonly #journal: Journal;
  #commands: CommandTable = {};

  static readonly tables = Journal.tables;

  constructor(store: Store, clock: SuiteClock) {
    this.#store = store;
    this.#clock = clock;
    this.#journal = new Journal(store);
    this.#load();
  }

  /** A reason to refuse the command before it runs (unknown, wrong number of words). */
  refusal(words: string[]): RedisError | undefined {
    const name = words[0] ?? '';
    const command = this.#commands[name.toUpperCase()];
    if (!command) {
      return new RedisError(
        `ERR Command is not available: '${name}'. See https://upstash.com/docs/redis/overall/rediscompatibility for details`,
      );
    }
    const fits = command.arity < 0 ? words.length >= -command.arity : words.length === command.arity;
    return fits ? undefined : wrongArity(name);
  }

  /** Answers failures as a RedisError. What it changed is durable after `commit`. */
  execute(words: string[]): Reply {
    this.#keys.now = this.#clock.now();
    return this.#run(words);
  }

  /** @throws DiskFull; then nothing that was executed since the last commit has happened */
  commit(): void {
    try {
      this.#journal.commit();
      if (this.#journal.long) this.#rewrite();
    } catch (error) {
      // The disk has not what the memory has: a later answer must not tell of it.
      this.#load();
      throw error;
    }
  }

  reset(): void {
    this.#store.clear();
    this.#load();
  }

  export() {
    this.#rewrite();
    return this.#store.export();
  }

  import(entries: Parameters<Store['import']>[0]): void {
    this.#store.import(entries);
    this.#load();
  }

  #run(words: string[]): Reply {
    const refusal = this.refusal(words);
    if (refusal) return refusal;
    const [name = '', ...args] = words;
    const command = this.#commands[name.toUpperCase()];
    try {
      const reply = command?.run(args, this.#keys) ?? null;
      if (command?.write) this.#journal.append({ at: this.#keys.now, words });
      return reply;
    } catch (error) {
      if (error instanceof RedisError) return error;
      throw error;
    }
  }

  #load(): void {
    const scripts = new ScriptRunner((words) => this.#run(words));
    this.#commands = { ...dataCommands, ...scriptCommands(scripts) };
    this.#keys.clear();
    for (const { at, words } of this.#journal.replay()) {
      this.#keys.now = at;
      const [name = '', ...args] = words;
      this.#commands[name.toUpperCase()]?.run(args, this.#keys);
    }
  }

  #rewrite(): void {
    const at = this.#clock.now();
    this.#keys.now = at;
    this.#keys.dropExpired();
    const changes = [...snapshot(this.#keys)].map((words) => ({ at, words }));
    this.#journal.rewrite(changes);
  }
}
