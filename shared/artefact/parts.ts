import { Keys } from './keys.js';
import { backwardWords, NearWords } from './near-words.js';
import { NumberLists } from './number-lists.js';
import type { Sections } from './sections.js';
import { packTexts, Texts } from './texts.js';
import { packWords, Words } from './words.js';

type Columns = Record<string, ArrayBufferView>;
type Reader = Pick<Sections<unknown>, 'bytes' | 'shorts' | 'numbers'>;

/** How lists, texts and words lie in the sections of a file: under their name, and their ends under `<name>.ends`. */
export function listColumns(name: string, { values, ends }: NumberLists): Columns {
  return { [name]: values, [`${name}.ends`]: ends };
}

export function readLists(sections: Reader, name: string): NumberLists {
  return new NumberLists(sections.numbers(name), sections.numbers(`${name}.ends`));
}

export function textColumns(name: string, texts: readonly string[]): Columns {
  const { bytes, ends } = packTexts(texts);
  return { [name]: bytes, [`${name}.ends`]: ends };
}

export function readTexts(sections: Reader, name: string): Texts {
  return new Texts(sections.bytes(name), sections.numbers(`${name}.ends`));
}

/** @param words different, sorted */
export function wordColumns(name: string, words: readonly string[]): Columns {
  const { letters, ends } = packWords(words);
  return { [name]: letters, [`${name}.ends`]: ends };
}

export function readWords(sections: Reader, name: string): Words {
  return new Words(sections.shorts(name), sections.numbers(`${name}.ends`));
}

/** Of words that are looked for with edits, beside the words themselves: the same ones from their ends. */
export function backwardColumns(name: string, words: readonly string[]): Columns {
  const backward = backwardWords(words);
  return {
    ...wordColumns(`${name}.backward`, backward.words),
    [`${name}.backward.numbers`]: backward.numbers,
  };
}

export function readNearWords(sections: Reader, name: string, words: Words): NearWords {
  const backward = readWords(sections, `${name}.backward`);
  return new NearWords(words, backward, sections.numbers(`${name}.backward.numbers`));
}

/** @param keys sorted */
export function keyColumns(
  name: string,
  { keys, holders }: { keys: string[]; holders: NumberLists },
): Columns {
  return { ...wordColumns(name, keys), ...listColumns(`${name}.holders`, holders) };
}

export function readKeys(sections: Reader, name: string): Keys {
  return new Keys(readWords(sections, name), readLists(sections, `${name}.holders`));
}
