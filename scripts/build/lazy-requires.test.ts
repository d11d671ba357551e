import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { lazyRequires } from './lazy-requires.js';

/** Runs a module, and tells what it has required, in order. */
function run(source: string, modules: Record<string, unknown>) {
  const loaded: string[] = [];
  const require = (name: string) => {
    loaded.push(name);
    return modules[name];
  };
  const exports: Record<string, unknown> = {};
  runInNewContext(lazyRequires(source), { exports, require, __importStar: (module: unknown) => module });
  return { loaded, exports };
}
const call = (exports: Record<string, unknown>, name: string, ...args: unknown[]) =>
  (exports[name] as (...args: unknown[]) => unknown)(...args);

describe('what a module requires', () => {
  test('is loaded when it is first used, once', () => {
    const source =
      'const a_1 = require("a"); const b = __importStar(require("b")); exports.f = (x) => a_1.plus(x) + (0, a_1.plus)(1) + b.one;';
    const { loaded, exports } = run(source, { a: { plus: (x: number) => x + 1 }, b: { one: 1 } });
    expect(loaded).toEqual([]);
    expect(call(exports, 'f', 1)).toBe(5);
    call(exports, 'f', 1);
    expect(loaded).toEqual(['a', 'b']);
  });

  test('is constructed, extended, and named in literals as before', () => {
    const source =
      'var k = require("k"); class Inner extends k.Base {}; exports.make = () => [new k.Base(7).value, new Inner(8).value, { k }.k.tag, { k: 1 }.k];';
    class Base {
      constructor(readonly value: number) {}
    }
    expect(call(run(source, { k: { Base, tag: 'k' } }).exports, 'make')).toEqual([7, 8, 'k', 1]);
  });

  test('is passed on to others without being loaded', () => {
    const source =
      'exports.all = exports.one = void 0; const a = require("a"); exports.all = a; exports.one = a.one;';
    const { loaded, exports } = run(source, { a: { one: 1 } });
    expect(loaded).toEqual([]);
    expect([exports['one'], exports['all']]).toEqual([1, { one: 1 }]);
  });

  test('is loaded at once where its name means something else, too, or nothing', () => {
    const shadowed = 'const a = require("a"); exports.f = (a) => a; exports.g = () => a.one;';
    const { loaded, exports } = run(shadowed, { a: { one: 1 } });
    expect(loaded).toEqual(['a']);
    expect([call(exports, 'f', 2), call(exports, 'g')]).toEqual([2, 1]);
    expect(run('const a = require("a"); require("b");', {}).loaded).toEqual(['a', 'b']);
    expect(run('let a = require("a"); a = a || 1; exports.a = () => a;', {}).loaded).toEqual(['a']);
  });
});
