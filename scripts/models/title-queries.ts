import { normaliseText, words } from '../../shared/text.js';
import type { Title } from '../../shared/title/title.js';
import { textHash } from './utterances.js';

/** Of each kind. */
const QUERIES = 300;

export interface TitleQuery {
  q: string;
  /** Its id. */
  wanted: string;
}

/** What people type who know the title, made from titles of the catalogue; the same ones every time. */
export function titleQueries(titles: readonly Title[]): Record<string, TitleQuery[]> {
  const count = new Map<string, number>();
  for (const title of titles) for (const name of namesOf(title)) count.set(name, (count.get(name) ?? 0) + 1);
  const named = titles
    .filter(({ title }) => normaliseText(title) !== '')
    .toSorted((a, b) => textHash(a.id) - textHash(b.id));
  const unique = named.filter((title) => count.get(normaliseText(title.title)) === 1);
  const shared = named.filter(
    (title) => (count.get(normaliseText(title.title)) ?? 0) > 1 && title.year !== null,
  );
  const make = (from: readonly Title[], write: (title: Title) => string | undefined) =>
    from
      .flatMap((title): TitleQuery[] => {
        const q = write(title);
        return q === undefined ? [] : [{ q, wanted: title.id }];
      })
      .slice(0, QUERIES);
  return {
    'exact, unique': make(unique, ({ title }) => title),
    'title and year, shared': make(shared, ({ title, year }) => `${title} ${year}`),
    'one typo': make(unique, ({ title }) => mistyped(normaliseText(title))),
    joined: make(unique, ({ title }) => (words(title).length === 2 ? words(title).join('') : undefined)),
    'without its article': make(unique, ({ title }) =>
      /^the \w+ \w+/i.test(title) ? title.slice(4) : undefined,
    ),
    'before the colon': make(unique, ({ title }) =>
      /^[^:]{8,}:/.test(title) ? title.replace(':', '') : undefined,
    ),
  };
}

function namesOf({ title, original_title }: Title): Set<string> {
  return new Set([normaliseText(title), normaliseText(original_title ?? title)]);
}

/** Two neighbours swapped, a letter left out, doubled or replaced, in the longest word; undefined where it is short. */
function mistyped(name: string): string | undefined {
  const longest = name.split(' ').reduce((most, word) => (word.length > most.length ? word : most), '');
  if (longest.length < 5) return undefined;
  const hash = textHash(name);
  const at = 1 + (hash % (longest.length - 2));
  const [before, letter, next, after] = [
    longest.slice(0, at),
    longest[at] ?? '',
    longest[at + 1] ?? '',
    longest.slice(at + 2),
  ];
  const wrong = [
    before + next + letter + after,
    before + next + after,
    before + letter + letter + next + after,
    `${before}${letter === 'x' ? 'z' : 'x'}${next}${after}`,
  ][(hash >> 8) & 3];
  return wrong === longest ? undefined : name.replace(longest, wrong ?? longest);
}
