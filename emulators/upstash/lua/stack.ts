import { RedisError, type Reply, Status } from '../reply.js';
import { bytes, type LuaFunction, type LuaState, lua, text } from './lua51.js';

const NESTING_LIMIT = 200;

/** Raises the table that redis.call raises, so that a script's pcall sees `err`. */
export function raise(L: LuaState, message: string): never {
  pushTagged(L, 'err', message);
  return lua.lua_error(L);
}

export function pushText(L: LuaState, value: string): void {
  lua.lua_pushstring(L, bytes(value));
}

export function setFunction(L: LuaState, name: string, run: LuaFunction): void {
  lua.lua_pushcfunction(L, run);
  lua.lua_setfield(L, -2, bytes(name));
}

export function pushTexts(L: LuaState, values: string[]): void {
  lua.lua_createtable(L, values.length, 0);
  for (const [i, value] of values.entries()) {
    pushText(L, value);
    lua.lua_rawseti(L, -2, i + 1);
  }
}

export function pushTagged(L: LuaState, tag: 'ok' | 'err', value: string): void {
  lua.lua_createtable(L, 0, 1);
  pushText(L, value);
  lua.lua_setfield(L, -2, bytes(tag));
}

/** A command's answer as a script sees it; nothing is `false`. */
export function pushReply(L: LuaState, reply: Reply): void {
  if (reply === null) lua.lua_pushboolean(L, false);
  else if (typeof reply === 'number') lua.lua_pushnumber(L, reply);
  else if (typeof reply === 'string') pushText(L, reply);
  else if (reply instanceof Status) pushTagged(L, 'ok', reply.text);
  else if (reply instanceof RedisError) pushTagged(L, 'err', reply.message);
  else {
    lua.lua_createtable(L, reply.length, 0);
    for (const [i, item] of reply.entries()) {
      pushReply(L, item);
      lua.lua_rawseti(L, -2, i + 1);
    }
  }
}

/** A string field of the table on top of the stack. */
export function fieldText(L: LuaState, name: string): string | undefined {
  const type = lua.lua_getfield(L, -1, bytes(name));
  const value = type === lua.LUA_TSTRING ? text(lua.lua_tostring(L, -1)) : undefined;
  lua.lua_pop(L, 1);
  return value;
}

/** What a script returned (on top of the stack, which is popped) as Redis answers it: numbers lose their fraction. */
export function popReply(L: LuaState, depth = 0): Reply {
  const reply = readReply(L, depth);
  lua.lua_pop(L, 1);
  return reply;
}

function readReply(L: LuaState, depth: number): Reply {
  switch (lua.lua_type(L, -1)) {
    case lua.LUA_TSTRING:
      return text(lua.lua_tostring(L, -1));
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(L, -1)) || 0;
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(L, -1) ? 1 : null;
    case lua.LUA_TTABLE:
      return readTable(L, depth);
    default:
      return null;
  }
}

function readTable(L: LuaState, depth: number): Reply {
  if (depth > NESTING_LIMIT || !lua.lua_checkstack(L, 3)) {
    return new RedisError('ERR reached lua stack limit');
  }
  const error = fieldText(L, 'err');
  if (error !== undefined) return new RedisError(error);
  const status = fieldText(L, 'ok');
  if (status !== undefined) return new Status(status);
  const items: Reply[] = [];
  while (lua.lua_rawgeti(L, -1, items.length + 1) !== lua.LUA_TNIL) items.push(popReply(L, depth + 1));
  lua.lua_pop(L, 1);
  return items;
}
