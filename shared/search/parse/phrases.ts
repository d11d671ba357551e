import { type Token, tokenise, wordAt, wordsOf } from './tokens.js';

/** Words that stand for a value, from one token up to another. */
export interface Found<Value> {
  from: number;
  to: number;
  value: Value;
}

/** A table of phrases that is looked up in a query, the longest first. */
export class Phrases<Value> {
  readonly #values = new Map<string, Value>();
  /** Most words of a phrase that begins with a word. */
  readonly #longest = new Map<string, number>();

  constructor(entries: Iterable<readonly [phrase: string, value: Value]>) {
    for (const [phrase, value] of entries) {
      const tokens = tokenise(phrase);
      const [first] = tokens;
      if (!first) continue;
      const words = wordsOf(tokens, 0, tokens.length);
      if (!this.#values.has(words)) this.#values.set(words, value);
      this.#longest.set(first.word, Math.max(tokens.length, this.#longest.get(first.word) ?? 0));
    }
  }

  /** The longest phrase that begins at a token. */
  at(tokens: readonly Token[], from: number): Found<Value> | undefined {
    const longest = this.#longest.get(wordAt(tokens, from)) ?? 0;
    for (let to = Math.min(from + longest, tokens.length); to > from; to--) {
      const value = this.#values.get(wordsOf(tokens, from, to));
      if (value !== undefined) return { from, to, value };
    }
    return undefined;
  }

  /** All that a query holds, from left to right, none over another. */
  in(tokens: readonly Token[]): Found<Value>[] {
    const found: Found<Value>[] = [];
    for (let from = 0; from < tokens.length; from++) {
      const phrase = this.at(tokens, from);
      if (!phrase) continue;
      found.push(phrase);
      from = phrase.to - 1;
    }
    return found;
  }

  get(words: string): Value | undefined {
    return this.#values.get(words);
  }
}
