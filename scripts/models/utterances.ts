import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type TaggedSlot, taggedSlots } from '../../shared/search/parse/tagger.js';

/** Words of one utterance, a tag each (`O`, `B-Actor`, `I-Actor`, ...). */
export interface Utterance {
  tokens: string[];
  tags: string[];
}

/** Words from one token up to another that are a slot. */
export interface TokenSpan {
  slot: TaggedSlot;
  from: number;
  to: number;
}

export function readJsonLines(file: string): unknown[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
}

/** One utterance in five is never trained or tuned on: those whose text has a hash (FNV-1a) divisible by five. */
export function utterances(data: string): { train: Utterance[]; heldOut: Utterance[] } {
  const all = readJsonLines(join(data, 'utterances-slots-train.jsonl.gz')) as Utterance[];
  const isHeldOut = ({ tokens }: Utterance) => textHash(tokens.join(' ')) % 5 === 0;
  return { train: all.filter((one) => !isHeldOut(one)), heldOut: all.filter(isHeldOut) };
}

export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The spans of the slots that the tagger knows. */
export function taggedSpans(tags: readonly string[]): TokenSpan[] {
  const spans: TokenSpan[] = [];
  let open: TokenSpan | undefined;
  for (const [i, tag] of tags.entries()) {
    const slot = taggedSlots.find((name) => name === tag.slice(2).toLowerCase());
    if (slot && open?.slot === slot && tag.startsWith('I')) open.to = i + 1;
    else {
      open = slot && { slot, from: i, to: i + 1 };
      if (open) spans.push(open);
    }
  }
  return spans;
}

/** The same spans of what a query was parsed to, whose text is the tokens joined by spaces. */
export function spansOfSlots(
  tokens: readonly string[],
  slots: readonly { slot: string; start: number; end: number }[],
): TokenSpan[] {
  const [starts, ends] = [new Map<number, number>(), new Map<number, number>()];
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    starts.set(at, i);
    ends.set(at + token.length, i + 1);
    at += token.length + 1;
  }
  return slots.flatMap(({ slot, start, end }) => {
    const [name, from, to] = [taggedSlots.find((some) => some === slot), starts.get(start), ends.get(end)];
    return name && from !== undefined && to !== undefined ? [{ slot: name, from, to }] : [];
  });
}

export interface SpanScore {
  precision: number;
  recall: number;
  f1: number;
  spans: number;
}

/** Exact agreement of spans, for each slot. */
export function scoreSpans(
  found: readonly TokenSpan[][],
  truth: readonly TokenSpan[][],
): Record<TaggedSlot, SpanScore> {
  const entries = taggedSlots.map((slot) => {
    let [right, all, wanted] = [0, 0, 0];
    for (const [i, spans] of found.entries()) {
      const keys = (some: readonly TokenSpan[]) =>
        new Set(some.filter((span) => span.slot === slot).map(({ from, to }) => `${from}-${to}`));
      const [mine, theirs] = [keys(spans), keys(truth[i] ?? [])];
      all += mine.size;
      wanted += theirs.size;
      right += [...mine].filter((key) => theirs.has(key)).length;
    }
    return [
      slot,
      { precision: right / all, recall: right / wanted, f1: (2 * right) / (all + wanted), spans: wanted },
    ] as const;
  });
  return Object.fromEntries(entries) as Record<TaggedSlot, SpanScore>;
}
