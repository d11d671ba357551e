/** Decides from a message's attributes whether a subscription gets it. */
export type Filter = (attributes: Record<string, string>) => boolean;

type Token = { kind: 'word' | 'string' | 'sign' | 'end'; text: string; at: number };

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(\w[\w-]*)|(!=|[=:.,()-]))/y;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/**
 * Reads the product's filter language: `attributes:key`, `attributes.key = "value"`, `!=`,
 * `hasPrefix(attributes.key, "prefix")`, joined by `AND` or `OR` (both together need parentheses), negated
 * by `NOT` or `-`. Source: https://cloud.google.com/pubsub/docs/subscription-message-filter
 *
 * @throws SyntaxError saying what was expected where.
 */
export function parseFilter(text: string): Filter {
  if (text.trim() === '') return () => true;
  return new FilterParser(tokenize(text)).parse();
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match)
      throw new SyntaxError(`The filter has an unknown sign at offset ${at}: ${text.slice(at, at + 10)}`);
    const [whole, string, word, sign] = match;
    if (string !== undefined) tokens.push({ kind: 'string', text: unquote(string), at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else tokens.push({ kind: 'sign', text: sign ?? '', at });
    at += whole.length;
  }
  tokens.push({ kind: 'end', text: 'the end', at });
  return tokens;
}

function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3})|(.))/g, (_, hex, unicode, octal, sign) => {
      if (hex ?? unicode) return String.fromCharCode(Number.parseInt(hex ?? unicode, 16));
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES[sign] ?? sign;
    });
}

class FilterParser {
  readonly #tokens: Token[];
  #next = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  parse(): Filter {
    const filter = this.#expression();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw unexpected(rest, 'AND, OR or the end');
    return filter;
  }

  #expression(): Filter {
    const terms = [this.#term()];
    const operator = this.#peek().text === 'OR' ? 'OR' : 'AND';
    while (this.#takes('word', operator)) terms.push(this.#term());
    const other = this.#peek();
    if (other.kind === 'word' && terms.length > 1) {
      throw unexpected(other, `${operator} (put parentheses where AND and OR meet)`);
    }
    if (operator === 'OR') return (attributes) => terms.some((term) => term(attributes));
    return (attributes) => terms.every((term) => term(attributes));
  }

  #term(): Filter {
    if (this.#takes('word', 'NOT') || this.#takes('sign', '-')) {
      const negated = this.#term();
      return (attributes) => !negated(attributes);
    }
    if (this.#takes('sign', '(')) {
      const inner = this.#expression();
      this.#sign(')');
      return inner;
    }
    if (this.#takes('word', 'hasPrefix')) return this.#hasPrefix();
    return this.#comparison();
  }

  #hasPrefix(): Filter {
    this.#sign('(');
    this.#attributes();
    this.#sign('.');
    const key = this.#key();
    this.#sign(',');
    const prefix = this.#string();
    this.#sign(')');
    return (attributes) => Object.hasOwn(attributes, key) && attributes[key]?.startsWith(prefix) === true;
  }

  #comparison(): Filter {
    this.#attributes();
    if (this.#takes('sign', ':')) {
      const key = this.#key();
      return (attributes) => Object.hasOwn(attributes, key);
    }
    this.#sign('.');
    const key = this.#key();
    if (this.#takes('sign', '=')) {
      const value = this.#string();
      return (attributes) => attributes[key] === value;
    }
    this.#sign('!=');
    const value = this.#string();
    return (attributes) => attributes[key] !== value;
  }

  #attributes(): void {
    if (!this.#takes('word', 'attributes')) throw unexpected(this.#peek(), 'attributes');
  }

  #key(): string {
    const token = this.#peek();
    if (token.kind !== 'word' && token.kind !== 'string') throw unexpected(token, 'the name of an attribute');
    this.#next += 1;
    return token.text;
  }

  #string(): string {
    const token = this.#peek();
    if (!this.#takes('string', token.text)) throw unexpected(token, 'a value in double quotes');
    return token.text;
  }

  #sign(text: string): void {
    if (!this.#takes('sign', text)) throw unexpected(this.#peek(), text);
  }

  #takes(kind: Token['kind'], text: string): boolean {
    const token = this.#peek();
    if (token.kind !== kind || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: 'the end', at: 0 };
  }
}

function unexpected(token: Token, wanted: string): SyntaxError {
  return new SyntaxError(`The filter has ${token.text} at offset ${token.at} where ${wanted} is expected`);
}
