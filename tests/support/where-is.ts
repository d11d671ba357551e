import type { StateEntry } from '../../emulators/store.js';
import type { Suite } from '../../emulators/suite.js';

/** Names of the products behind which a text lies. Whom a provider of sign-ins knows is not ours to forget. */
export async function whereIs(suite: Suite, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const [name, emulator] of suite.emulators.all) {
    if (name === 'sign-in') continue;
    const state = await emulator.export();
    const holds = ([table, key, value]: StateEntry) =>
      JSON.stringify([table, key]).includes(text) || Buffer.from(value, 'base64').includes(text);
    if (state.some(holds)) found.push(name);
  }
  return found;
}
