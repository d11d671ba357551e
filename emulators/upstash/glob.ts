/** Redis' patterns: `*`, `?`, `[a-c]`, `[^a]` and `\` before a character that stands for itself. */
export function glob(pattern: string): (text: string) => boolean {
  const source = pattern.replace(
    /\\([^])|\[(\^?)((?:\\[^]|[^\]\\])*)\]|[*?]|[^]/g,
    (token, escaped?: string, not?: string, set?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (set !== undefined) return characterSet(set, not === '^');
      if (token === '*') return '[^]*';
      return token === '?' ? '[^]' : literal(token);
    },
  );
  const expression = new RegExp(`^${source}$`);
  return (text) => expression.test(text);
}

function literal(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function characterSet(set: string, negated: boolean): string {
  const parts = [...set.matchAll(/(?:\\([^])|([^]))(?:-(?:\\([^])|([^])))?/g)].map((match) => {
    const ends = [match[1] ?? match[2] ?? '', match[3] ?? match[4] ?? ''].filter((end) => end !== '').sort();
    return ends.map(literal).join('-');
  });
  return `[${negated ? '^' : ''}${parts.join('')}]`;
}
