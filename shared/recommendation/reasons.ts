import { z } from 'zod';
import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleId } from '../title/title-id.js';
import { ReasonKey, type ReasonKind } from './feedback.js';

/** Why a title is in a list: the part of its score that rests on one thing. */
export interface Part {
  /** `kind` or `kind:value`; what `less` switches off. */
  key: string;
  /** What the title's score loses without it; below 0 for what lowers it. */
  points: number;
}

export const Why = z
  .object({
    key: ReasonKey,
    reason: z.string().describe('In words.'),
    points: z.number().describe('What the title’s score would be lower by without it.'),
    share: z.number().min(0).max(1).describe('Of all that raises the score.'),
  })
  .meta({ id: 'Why' });
export type Why = z.infer<typeof Why>;

/** Less than this share of a score is no reason. */
const LEAST_SHARE = 0.05;

export function keyOf(kind: ReasonKind, value?: string): string {
  return value === undefined ? kind : `${kind}:${value}`;
}

const words: Readonly<Record<ReasonKind, (value: string) => string>> = {
  after: (name) => (name === '' ? 'watched after what you watched' : `watched after ${name}`),
  like: (name) => (name === '' ? 'like what you watched' : `like ${name}`),
  content: () => 'about what you like to watch',
  genre: (slug) => `genre: ${slug}`,
  taste: () => 'fits what you have watched lately',
  popular: () => 'popular',
  rated: () => 'well rated',
  trending: () => 'trending',
  new: () => 'new',
  context: (value) => `for now: ${value}`,
};

/** Once for each key: several parts may rest on one thing, and some of them speak against the title. */
export function merged(parts: readonly Part[]): Part[] {
  const points = new Map<string, number>();
  for (const part of parts) points.set(part.key, (points.get(part.key) ?? 0) + part.points);
  return [...points].map(([key, value]) => ({ key, points: value }));
}

/** What raises the score, most first, each with its share. */
export function whyOf(parts: readonly Part[], artefact: CatalogueArtefact | undefined): Why[] {
  const raising = merged(parts)
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  const sum = raising.reduce((total, { points }) => total + points, 0);
  return raising
    .map(({ key, points }) => ({ key, points, share: points / sum, reason: inWords(key, artefact) }))
    .filter(({ share }) => share >= LEAST_SHARE);
}

function inWords(key: string, artefact: CatalogueArtefact | undefined): string {
  const [kind = '', ...rest] = key.split(':');
  const value = rest.join(':');
  const isTitle = kind === 'after' || kind === 'like';
  return words[kind as ReasonKind](isTitle ? nameOf(value as TitleId, artefact) : value);
}

function nameOf(id: TitleId, artefact: CatalogueArtefact | undefined): string {
  const number = artefact && id ? artefact.titles.numberOf(id) : undefined;
  return artefact && number !== undefined ? artefact.titles.name(number) : '';
}
