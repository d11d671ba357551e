import { bytes, formatNumber, type LuaState, lua, text } from './lua51.js';
import { pushText, raise, setFunction } from './stack.js';

const NESTING_LIMIT = 1_000;
/** A table whose highest position is more than this many times its number of items is refused, as lua-cjson does. */
const SPARSE_RATIO = 2;
const SPARSE_FROM = 10;
/** JSON's null, which a Lua table could not hold: a light userdata, equal only to itself. */
const NULL = { json: 'null' };

/** Defines the global `cjson` with `encode`, `decode` and `null`. Strings pass as bytes, whatever their encoding. */
export function openCjson(L: LuaState): void {
  lua.lua_createtable(L, 0, 3);
  setFunction(L, 'encode', encode);
  setFunction(L, 'decode', decode);
  lua.lua_pushlightuserdata(L, NULL);
  lua.lua_setfield(L, -2, bytes('null'));
  lua.lua_setglobal(L, bytes('cjson'));
}

function encode(L: LuaState): number {
  if (lua.lua_gettop(L) !== 1) raise(L, "bad argument #1 to 'encode' (expected 1 argument)");
  pushText(L, encodeTop(L, 0));
  return 1;
}

function encodeTop(L: LuaState, depth: number): string {
  if (depth > NESTING_LIMIT || !lua.lua_checkstack(L, 4)) {
    raise(L, `Cannot serialise, excessive depth (${depth})`);
  }
  switch (lua.lua_type(L, -1)) {
    case lua.LUA_TSTRING:
      return quote(text(lua.lua_tostring(L, -1)));
    case lua.LUA_TNUMBER:
      return encodeNumber(L, lua.lua_tonumber(L, -1));
    case lua.LUA_TBOOLEAN:
      return String(lua.lua_toboolean(L, -1));
    case lua.LUA_TNIL:
      return 'null';
    case lua.LUA_TTABLE:
      return encodeTable(L, depth);
    default:
      if (lua.lua_touserdata(L, -1) === NULL) return 'null';
      return raise(L, 'Cannot serialise, type not supported');
  }
}

function encodeNumber(L: LuaState, value: number): string {
  if (!Number.isFinite(value)) raise(L, 'Cannot serialise number: must not be NaN or Inf');
  return formatNumber(value);
}

function quote(value: string): string {
  return JSON.stringify(value).replaceAll('/', '\\/').replaceAll('\x7f', '\\u007f');
}

function encodeTable(L: LuaState, depth: number): string {
  const length = arrayLength(L);
  if (length === undefined) return encodeObject(L, depth);
  const items: string[] = [];
  for (let i = 1; i <= length; i++) {
    lua.lua_rawgeti(L, -1, i);
    items.push(encodeTop(L, depth + 1));
    lua.lua_pop(L, 1);
  }
  return `[${items.join(',')}]`;
}

/** Highest position of the table on top when all of its keys are positions; an empty table is an object. */
function arrayLength(L: LuaState): number | undefined {
  let [highest, count] = [0, 0];
  lua.lua_pushnil(L);
  while (lua.lua_next(L, -2) !== 0) {
    const key = lua.lua_type(L, -2) === lua.LUA_TNUMBER ? lua.lua_tonumber(L, -2) : 0;
    if (key < 1 || !Number.isInteger(key)) {
      lua.lua_pop(L, 2);
      return undefined;
    }
    highest = Math.max(highest, key);
    count++;
    lua.lua_pop(L, 1);
  }
  if (highest > SPARSE_FROM && highest > count * SPARSE_RATIO) {
    raise(L, 'Cannot serialise table: excessively sparse array');
  }
  return count === 0 ? undefined : highest;
}

function encodeObject(L: LuaState, depth: number): string {
  const members: string[] = [];
  lua.lua_pushnil(L);
  while (lua.lua_next(L, -2) !== 0) {
    members.push(`${quote(keyText(L))}:${encodeTop(L, depth + 1)}`);
    lua.lua_pop(L, 1);
  }
  return `{${members.join(',')}}`;
}

function keyText(L: LuaState): string {
  const type = lua.lua_type(L, -2);
  if (type === lua.LUA_TNUMBER) return formatNumber(lua.lua_tonumber(L, -2));
  if (type !== lua.LUA_TSTRING) raise(L, 'Cannot serialise table: table key must be a number or string');
  return text(lua.lua_tostring(L, -2));
}

function decode(L: LuaState): number {
  const type = lua.lua_type(L, 1);
  if (type !== lua.LUA_TSTRING && type !== lua.LUA_TNUMBER) {
    raise(L, "bad argument #1 to 'decode' (string expected)");
  }
  pushJson(L, parse(L, text(lua.lua_tostring(L, 1))), 0);
  return 1;
}

function parse(L: LuaState, json: string): unknown {
  try {
    return JSON.parse(json.replace(/(?:\\u[0-9a-fA-F]{4})+|\\[^]/g, escapesToBytes));
  } catch {
    return raise(L, 'Expected value but found invalid token');
  }
}

/** `\u00e9` as the bytes of its UTF-8; what JSON must escape stays escaped. */
function escapesToBytes(escapes: string): string {
  if (!escapes.startsWith('\\u')) return escapes;
  const characters = JSON.parse(`"${escapes}"`) as string;
  return JSON.stringify(Buffer.from(characters).toString('latin1')).slice(1, -1);
}

function pushJson(L: LuaState, value: unknown, depth: number): void {
  if (depth > NESTING_LIMIT || !lua.lua_checkstack(L, 4)) {
    raise(L, `Found too many nested data structures (${depth})`);
  }
  if (value === null) lua.lua_pushlightuserdata(L, NULL);
  else if (typeof value === 'string') pushText(L, value);
  else if (typeof value === 'number') lua.lua_pushnumber(L, value);
  else if (typeof value === 'boolean') lua.lua_pushboolean(L, value);
  else if (Array.isArray(value)) {
    lua.lua_createtable(L, value.length, 0);
    for (const [i, item] of value.entries()) {
      pushJson(L, item, depth + 1);
      lua.lua_rawseti(L, -2, i + 1);
    }
  } else pushObject(L, Object(value), depth);
}

function pushObject(L: LuaState, value: object, depth: number): void {
  lua.lua_createtable(L, 0, 0);
  for (const [name, member] of Object.entries(value)) {
    pushText(L, name);
    pushJson(L, member, depth + 1);
    lua.lua_rawset(L, -3);
  }
}
