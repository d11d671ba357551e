import { RedisError, type Reply } from '../reply.js';
import { openCjson } from './cjson.js';
import { auxiliary, bytes, type LuaState, libraries, lua, text } from './lua51.js';
import { openRedis, sha1 } from './redis-library.js';
import { fieldText, popReply, pushTagged, pushTexts } from './stack.js';

/** A script that runs longer is stopped; what it wrote stays, as when it fails. */
const TIME_LIMIT_MS = 1_000;
const INSTRUCTIONS_BETWEEN_CHECKS = 10_000;
const CHUNK_NAME = bytes('@user_script');

/** What Lua 5.1 has and 5.3 does not, and Redis' refusal of globals. */
const PRELUDE = `
unpack = table.unpack
loadstring = load
math.pow = function(x, y) return x ^ y end
table.getn = function(t) return #t end
print, dofile, loadfile, collectgarbage, load = nil, nil, nil, nil, nil
local readable = { KEYS = true, ARGV = true }
setmetatable(_G, {
  __index = function(_, name)
    if not readable[name] then
      error('Script attempted to access nonexistent global variable \\'' .. tostring(name) .. '\\'', 2)
    end
  end,
  __newindex = function(_, name)
    error('Attempt to modify a readonly table script: ' .. tostring(name), 2)
  end,
})
`;

/** Runs Lua scripts as Redis 7 does, in one interpreter, over the given way to run a command. */
export class ScriptRunner {
  readonly #run: (words: string[]) => Reply;
  /** By SHA-1, the reference to the compiled function. */
  #scripts = new Map<string, number>();
  #L: LuaState;

  constructor(run: (words: string[]) => Reply) {
    this.#run = run;
    this.#L = this.#interpreter();
  }

  has(sha: string): boolean {
    return this.#scripts.has(sha);
  }

  flush(): void {
    this.#scripts.clear();
    this.#L = this.#interpreter();
  }

  /** Compiles, and answers the SHA-1 to call it by; throws a RedisError when it is not Lua. */
  load(source: string): string {
    const sha = sha1(source);
    if (this.#scripts.has(sha)) return sha;
    const code = bytes(source.replace(/^#![^\n]*/, ''));
    const status = auxiliary.luaL_loadbuffer(this.#L, code, code.length, CHUNK_NAME);
    if (status !== lua.LUA_OK) {
      const complaint = text(lua.lua_tostring(this.#L, -1));
      lua.lua_settop(this.#L, 0);
      throw new RedisError(`ERR Error compiling script (new function): ${complaint}`);
    }
    this.#scripts.set(sha, auxiliary.luaL_ref(this.#L, lua.LUA_REGISTRYINDEX));
    return sha;
  }

  run(sha: string, keys: string[], argv: string[]): Reply {
    const L = this.#L;
    const script = this.#scripts.get(sha);
    if (script === undefined) throw new RedisError('NOSCRIPT No matching script. Please use EVAL.');
    lua.lua_pushcfunction(L, describeFailure);
    this.#global('KEYS', keys);
    this.#global('ARGV', argv);
    lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, script);
    limitTime(L);
    const status = lua.lua_pcall(L, 0, 1, 1);
    lua.lua_sethook(L, null, 0, 0);
    const reply = status === lua.LUA_OK ? popReply(L) : this.#failure(status, sha);
    lua.lua_settop(L, 0);
    if (reply instanceof RedisError) throw reply;
    return reply;
  }

  #failure(status: number, sha: string): RedisError {
    // Below zero, fengari itself gave up (e.g. out of stack) and left the interpreter in no known state.
    if (status < 0 || lua.lua_type(this.#L, -1) !== lua.LUA_TTABLE) {
      this.flush();
      return new RedisError('ERR The script exhausted the interpreter');
    }
    const message = fieldText(this.#L, 'err') ?? 'ERR unknown error';
    const line = fieldText(this.#L, 'line') ?? '?';
    return new RedisError(`${message} script: ${sha}, on @user_script:${line}.`);
  }

  #global(name: string, values: string[]): void {
    lua.lua_rawgeti(this.#L, lua.LUA_REGISTRYINDEX, GLOBALS);
    lua.lua_pushstring(this.#L, bytes(name));
    pushTexts(this.#L, values);
    lua.lua_rawset(this.#L, -3);
    lua.lua_pop(this.#L, 1);
  }

  #interpreter(): LuaState {
    const L = auxiliary.luaL_newstate();
    for (const [name, open] of Object.entries(libraries)) {
      auxiliary.luaL_requiref(L, bytes(name), open, 1);
      lua.lua_pop(L, 1);
    }
    openCjson(L);
    openRedis(L, (words) => this.#run(words));
    const prelude = bytes(PRELUDE);
    auxiliary.luaL_loadbuffer(L, prelude, prelude.length, bytes('@prelude'));
    lua.lua_pcall(L, 0, 0, 0);
    lua.lua_settop(L, 0);
    return L;
  }
}

/** Where Lua keeps the table of globals in its registry. */
const GLOBALS = 2;

/** Turns whatever was raised into a table with `err` and the `line` of the script. */
function describeFailure(L: LuaState): number {
  const type = lua.lua_type(L, 1);
  lua.lua_settop(L, 1);
  const raised = type === lua.LUA_TTABLE ? fieldText(L, 'err') : undefined;
  const message = type === lua.LUA_TSTRING ? `ERR ${text(lua.lua_tostring(L, 1))}` : undefined;
  pushTagged(L, 'err', raised ?? message ?? 'ERR Error executing script');
  lua.lua_pushstring(L, bytes(scriptLine(L)));
  lua.lua_setfield(L, -2, bytes('line'));
  return 1;
}

function scriptLine(L: LuaState): string {
  const record = new lua.lua_Debug();
  for (let level = 1; lua.lua_getstack(L, level, record); level++) {
    lua.lua_getinfo(L, bytes('l'), record);
    if (record.currentline > 0) return String(record.currentline);
  }
  return '?';
}

function limitTime(L: LuaState): void {
  const end = performance.now() + TIME_LIMIT_MS;
  const check = () => {
    if (performance.now() < end) return;
    // From now on at every instruction, so that a pcall of the script's own cannot swallow it.
    lua.lua_sethook(L, stop, lua.LUA_MASKCOUNT, 1);
    stop(L);
  };
  lua.lua_sethook(L, check, lua.LUA_MASKCOUNT, INSTRUCTIONS_BETWEEN_CHECKS);
}

function stop(L: LuaState): never {
  pushTagged(L, 'err', `ERR The script ran longer than ${TIME_LIMIT_MS} ms`);
  return lua.lua_error(L);
}
