import { at, type Command, type CommandTable, reading } from '../command.js';
import type { ScriptRunner } from '../lua/script-runner.js';
import { integer } from '../numbers.js';
import { OK, RedisError, type Reply } from '../reply.js';

function evaluate(run: (script: string, keys: string[], argv: string[]) => Reply): Command {
  return reading(-3, (args) => {
    const count = integer(at(args, 1));
    const rest = args.slice(2);
    if (count < 0) throw new RedisError("ERR Number of keys can't be negative");
    if (count > rest.length) throw new RedisError("ERR Number of keys can't be greater than number of args");
    return run(at(args, 0), rest.slice(0, count), rest.slice(count));
  });
}

/**
 * Nothing of these goes into the journal: what a script changed does, command by command. As in Redis, loaded
 * scripts are gone after a restart and the client sends them again.
 */
export function scriptCommands(scripts: ScriptRunner): CommandTable {
  const evaluateText = evaluate((text, keys, argv) => scripts.run(scripts.load(text), keys, argv));
  const evaluateHash = evaluate((sha, keys, argv) => scripts.run(sha.toLowerCase(), keys, argv));
  return {
    EVAL: evaluateText,
    EVALSHA: evaluateHash,
    SCRIPT: reading(-2, ([verb = '', ...args]) => {
      switch (verb.toUpperCase()) {
        case 'LOAD':
          return scripts.load(at(args, 0));
        case 'EXISTS':
          return args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0));
        case 'FLUSH':
          scripts.flush();
          return OK;
        default:
          throw new RedisError(`ERR Unknown subcommand or wrong number of arguments for '${verb}'`);
      }
    }),
  };
}
