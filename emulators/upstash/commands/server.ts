import { at, type CommandTable, reading, wrongArity } from '../command.js';
import { Status } from '../reply.js';

export const serverCommands: CommandTable = {
  PING: reading(-1, (args) => {
    if (args.length > 1) throw wrongArity('ping');
    return args[0] ?? new Status('PONG');
  }),
  ECHO: reading(2, (args) => at(args, 0)),
  TIME: reading(1, (_args, keys) => {
    const seconds = Math.floor(keys.now / 1000);
    return [String(seconds), String((keys.now - seconds * 1000) * 1000)];
  }),
};
