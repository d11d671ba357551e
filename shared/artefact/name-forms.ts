import { words } from '../text.js';

const articles = new Set(['the', 'a', 'an']);
/** "Matrix, The", as sorted lists write it. */
const TRAILING_ARTICLE = /^(.+),\s*(the|an?)$/i;
/** What comes before the name of the part, in "The Lord of the Rings: The Two Towers". */
const BEFORE_PART = /^(.*?)(?::| [-–—] )/u;
/** Letters of the shortest abbreviation: two stand for too many titles. */
const SHORTEST_INITIALS = 3;
/** Between the name and the number of a part. */
const partWords = new Set(['part', 'chapter', 'vol', 'volume', 'episode']);

const numerals = new Map<string, string>(
  [
    ['one'],
    ['two', 'ii'],
    ['three', 'iii'],
    ['four', 'iv'],
    ['five', 'v'],
    ['six', 'vi'],
    ['seven', 'vii'],
    ['eight', 'viii'],
    ['nine', 'ix'],
    ['ten', 'x'],
    ['eleven', 'xi'],
    ['twelve', 'xii'],
    ['thirteen', 'xiii'],
    ['fourteen', 'xiv'],
    ['fifteen', 'xv'],
  ].flatMap((names, i) => names.map((name) => [name, String(i + 1)] as const)),
);

/**
 * The form that spellings of one name share: without a leading article, numbers as digits ("Rocky II", "Ocean's Eleven"),
 * without the word before a part's number ("Kill Bill: Vol. 2"), all words joined ("Spider-Man", "residentevil").
 */
export function squashedName(name: string): string {
  return counted(withoutArticle(wordsInOrder(name))).join('');
}

/** `squashedName` of the whole, and of what is before its part where that has its number: "Terminator 2: Judgment Day". */
export function squashedNames(name: string): string[] {
  const numbered = squashedName(BEFORE_PART.exec(name)?.[1] ?? '');
  return /\d$/.test(numbered) ? [squashedName(name), numbered] : [squashedName(name)];
}

/** An article that is joined to what follows, which is a name by itself. */
const JOINED_ARTICLE = /^(?:the|an|a)(?=\p{L}{4})/u;

/** What was typed, as `squashedName` would write it: "thematrix" may begin with an article or not. */
export function squashedForms(typed: string): string[] {
  const squashed = squashedName(typed);
  const bare = squashed.replace(JOINED_ARTICLE, '');
  return bare === squashed || words(typed).length > 1 ? [squashed] : [squashed, bare];
}

/** "lotr" and "tlotr" for "The Lord of the Rings: The Two Towers": of the whole name and of what is before its part. */
export function initialsOf(name: string): string[] {
  const beforePart = BEFORE_PART.exec(name)?.[1];
  const all = [name, ...(beforePart ? [beforePart] : [])].flatMap((part) => {
    const own = wordsInOrder(part);
    return [own, withoutArticle(own)].flatMap((some) =>
      [some, counted(some)].map((spelt) => spelt.map(initial).join('')),
    );
  });
  return [...new Set(all)].filter((initials) => initials.length >= SHORTEST_INITIALS);
}

/** What was typed, as `initialsOf` would write it. */
export function asInitials(typed: string): string | undefined {
  const joined = words(typed).join('');
  return joined.length >= SHORTEST_INITIALS ? joined : undefined;
}

function wordsInOrder(name: string): string[] {
  const turned = TRAILING_ARTICLE.exec(name);
  return words(turned ? `${turned[2]} ${turned[1]}` : name);
}

function withoutArticle(own: readonly string[]): readonly string[] {
  return own.length > 1 && articles.has(own[0] ?? '') ? own.slice(1) : own;
}

/** A first word is no number of a part: "V for Vendetta" stays as it is. */
function counted(own: readonly string[]): string[] {
  const all = own.map((word, i) => (i === 0 && word.length === 1 ? word : (numerals.get(word) ?? word)));
  return all.filter((word, i) => i === 0 || !partWords.has(word) || !/^\d+$/.test(all[i + 1] ?? ''));
}

function initial(word: string): string {
  return /^\d+$/.test(word) ? word : String.fromCodePoint(word.codePointAt(0) ?? 0);
}
