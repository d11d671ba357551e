import { createHash } from 'node:crypto';
import { RedisError, type Reply } from '../reply.js';
import { bytes, type LuaFunction, type LuaState, lua, text } from './lua51.js';
import { pushReply, pushTagged, pushText, raise, setFunction } from './stack.js';

const LOG_LEVELS = ['LOG_DEBUG', 'LOG_VERBOSE', 'LOG_NOTICE', 'LOG_WARNING'];
const FORBIDDEN = new Set(['EVAL', 'EVALSHA', 'SCRIPT']);

/** SHA-1 in hexadecimal of a binary string, by which scripts are named. */
export function sha1(source: string): string {
  return createHash('sha1').update(source, 'latin1').digest('hex');
}

/** Defines the global `redis`, whose `call` and `pcall` run commands. */
export function openRedis(L: LuaState, run: (words: string[]) => Reply): void {
  lua.lua_createtable(L, 0, 16);
  setFunction(L, 'call', caller(run, true));
  setFunction(L, 'pcall', caller(run, false));
  setFunction(L, 'error_reply', (L) => tagged(L, 'err'));
  setFunction(L, 'status_reply', (L) => tagged(L, 'ok'));
  setFunction(L, 'sha1hex', (L) => {
    pushText(L, sha1(argument(L, 1)));
    return 1;
  });
  setFunction(L, 'log', () => 0);
  setFunction(L, 'replicate_commands', (L) => {
    lua.lua_pushboolean(L, true);
    return 1;
  });
  for (const [level, name] of LOG_LEVELS.entries()) {
    lua.lua_pushnumber(L, level);
    lua.lua_setfield(L, -2, bytes(name));
  }
  lua.lua_setglobal(L, bytes('redis'));
}

function caller(run: (words: string[]) => Reply, raises: boolean): LuaFunction {
  return (L) => {
    const reply = perform(L, run);
    if (raises && reply instanceof RedisError) raise(L, reply.message);
    pushReply(L, reply);
    return 1;
  };
}

function perform(L: LuaState, run: (words: string[]) => Reply): Reply {
  const words: string[] = [];
  for (let i = 1; i <= lua.lua_gettop(L); i++) {
    const type = lua.lua_type(L, i);
    if (type === lua.LUA_TNUMBER) words.push(numberWord(lua.lua_tonumber(L, i)));
    else if (type === lua.LUA_TSTRING) words.push(text(lua.lua_tostring(L, i)));
    else return new RedisError('ERR Lua redis lib command arguments must be strings or integers');
  }
  if (words.length === 0) {
    return new RedisError('ERR Please specify at least one argument for this redis.call() call');
  }
  if (FORBIDDEN.has((words[0] ?? '').toUpperCase())) {
    return new RedisError('ERR This Redis command is not allowed from script');
  }
  return run(words);
}

function numberWord(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function argument(L: LuaState, index: number): string {
  const type = lua.lua_type(L, index);
  if (type !== lua.LUA_TSTRING && type !== lua.LUA_TNUMBER) raise(L, 'ERR wrong number or type of arguments');
  return text(lua.lua_tostring(L, index));
}

function tagged(L: LuaState, tag: 'ok' | 'err'): number {
  const message = argument(L, 1);
  // As Redis 7: an error reply without a code gets one, and a leading dash is dropped.
  if (tag === 'err') pushTagged(L, tag, message.includes(' ') ? message.replace(/^-/, '') : `ERR ${message}`);
  else pushTagged(L, tag, message);
  return 1;
}
