import { createRequire } from 'node:module';

/*
 * fengari is Lua 5.3 with 32-bit integers; Redis is Lua 5.1, where every number is a double. A script that
 * multiplies seconds by 1000 would wrap round. So fengari's own modules are taken one by one, and those few
 * that make integers or print numbers are changed before the others bind to them.
 */
const require = createRequire(import.meta.url);

/** An interpreter; also the handle of its stack. */
export interface LuaState {
  readonly stack: unknown;
}

/** Takes its arguments from the stack and answers how many results it left there. */
export type LuaFunction = (L: LuaState) => number;

/** The C API's functions as fengari gives them; strings are bytes. */
interface LuaApi {
  LUA_OK: number;
  LUA_MASKCOUNT: number;
  LUA_TNIL: number;
  LUA_TBOOLEAN: number;
  LUA_TLIGHTUSERDATA: number;
  LUA_TNUMBER: number;
  LUA_TSTRING: number;
  LUA_TTABLE: number;
  lua_Debug: new () => { currentline: number };
  lua_checkstack(L: LuaState, size: number): boolean;
  lua_createtable(L: LuaState, items: number, fields: number): void;
  lua_error(L: LuaState): never;
  lua_getglobal(L: LuaState, name: Uint8Array): number;
  lua_getfield(L: LuaState, index: number, name: Uint8Array): number;
  lua_getinfo(L: LuaState, what: Uint8Array, record: object): number;
  lua_getstack(L: LuaState, level: number, record: object): number;
  lua_gettop(L: LuaState): number;
  lua_insert(L: LuaState, index: number): void;
  lua_next(L: LuaState, index: number): number;
  lua_pcall(L: LuaState, args: number, results: number, handler: number): number;
  lua_pop(L: LuaState, count: number): void;
  lua_pushboolean(L: LuaState, value: boolean): void;
  lua_pushcfunction(L: LuaState, run: LuaFunction): void;
  lua_pushlightuserdata(L: LuaState, value: unknown): void;
  lua_pushnil(L: LuaState): void;
  lua_pushnumber(L: LuaState, value: number): void;
  lua_pushstring(L: LuaState, value: Uint8Array): void;
  lua_pushvalue(L: LuaState, index: number): void;
  lua_rawgeti(L: LuaState, index: number, position: number): number;
  lua_rawseti(L: LuaState, index: number, position: number): void;
  lua_rawset(L: LuaState, index: number): void;
  lua_setfield(L: LuaState, index: number, name: Uint8Array): void;
  lua_setglobal(L: LuaState, name: Uint8Array): void;
  lua_sethook(L: LuaState, hook: ((L: LuaState) => void) | null, mask: number, count: number): void;
  lua_settop(L: LuaState, index: number): void;
  lua_toboolean(L: LuaState, index: number): boolean;
  lua_tonumber(L: LuaState, index: number): number;
  lua_tostring(L: LuaState, index: number): Uint8Array;
  lua_touserdata(L: LuaState, index: number): unknown;
  lua_type(L: LuaState, index: number): number;
}

interface LuaAuxiliary {
  luaL_loadbuffer(L: LuaState, source: Uint8Array, length: number, name: Uint8Array): number;
  luaL_newstate(): LuaState;
  luaL_ref(L: LuaState, table: number): number;
  luaL_requiref(L: LuaState, name: Uint8Array, open: LuaFunction, global: number): void;
  luaL_unref(L: LuaState, table: number, reference: number): void;
}

interface NumberConfiguration {
  LUA_COMPAT_FLOATSTRING: boolean;
  lua_number2str(value: number): string;
  lua_numbertointeger(value: number): number | false;
}

interface NumberApi {
  lua_pushinteger: LuaApi['lua_pushnumber'];
  lua_pushnumber: LuaApi['lua_pushnumber'];
  lua_tointegerx(L: LuaState, index: number): number | false;
  lua_tonumberx(L: LuaState, index: number): number | false;
}

/** C's `%.14g`, by which Lua 5.1 prints numbers. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = '0'] = value.toExponential(13).split('e');
  const power = Number(exponent);
  if (power >= -5 && power < 14) return String(Number(value.toPrecision(14)));
  const digits = mantissa.replace(/\.?0+$/, '');
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

// Its modules import each other in circles: this order is the one that works.
require('fengari/src/defs.js');
const configuration = require('fengari/src/luaconf.js') as NumberConfiguration;
configuration.LUA_COMPAT_FLOATSTRING = true;
configuration.lua_number2str = formatNumber;
configuration.lua_numbertointeger = (value) => (Number.isFinite(value) ? value : false);

const numbers = require('fengari/src/lapi.js') as NumberApi;
numbers.lua_pushinteger = numbers.lua_pushnumber;
numbers.lua_tointegerx = (L, index) => {
  const value = numbers.lua_tonumberx(L, index);
  return value === false ? false : Math.trunc(value);
};

const values = require('fengari/src/lobject.js') as {
  TValue: { prototype: { setivalue(value: number): void; setfltvalue(value: number): void } };
};
values.TValue.prototype.setivalue = values.TValue.prototype.setfltvalue;

export const lua = require('fengari/src/lua.js') as LuaApi & { LUA_REGISTRYINDEX: number };
export const auxiliary = require('fengari/src/lauxlib.js') as LuaAuxiliary;

const standard = require('fengari/src/lualib.js') as Record<
  'luaopen_base' | 'luaopen_table' | 'luaopen_string' | 'luaopen_math',
  LuaFunction
>;

/** The libraries that Redis opens for scripts; nothing that reaches the machine. */
export const libraries: Readonly<Record<string, LuaFunction>> = {
  _G: standard.luaopen_base,
  table: standard.luaopen_table,
  string: standard.luaopen_string,
  math: standard.luaopen_math,
};

/** Bytes of a binary string (one character a byte), as Lua holds strings. */
export function bytes(text: string): Uint8Array {
  const buffer = Buffer.from(text, 'latin1');
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

export function text(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
}
