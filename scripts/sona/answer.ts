import { z } from 'zod';
import type { Engine } from '../../shared/sona/engine.js';
import type { Numbering } from '../../shared/sona/numbering.js';

/** A trained engine and the names of what it numbers. */
export interface Served {
  engine: Engine;
  titles: Numbering;
  viewers: Numbering;
}

const id = z.union([z.string().min(1), z.number().int()]).transform(String);
const at = z.number().min(0);
const Request = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('recommend'),
    user: id,
    /** At most so many titles; no more are listed than the engine scores for a request. */
    k: z.number().int().min(1).default(10),
    at: at.optional(),
  }),
  z.object({
    op: z.literal('feedback'),
    user: id,
    item: id,
    rating: z.number().min(0).max(10),
    at: at.optional(),
  }),
]);

/** Clocks of clients run ahead, but not by more than this. */
const AHEAD_SECONDS = 86_400;

/** The answer to one line; what cannot be taken is answered with what is wrong, and changes nothing. */
export async function answerTo(line: string, served: Served, nowMs: number): Promise<object> {
  const request = Request.safeParse(json(line));
  if (!request.success) return { error: faultOf(request.error) };
  const { data } = request;
  if (data.at !== undefined && data.at > nowMs / 1_000 + AHEAD_SECONDS)
    return { error: `at: ${data.at} lies in the future; send seconds since the epoch.` };
  return data.op === 'recommend' ? recommend(data, served) : feedback(data, served);
}

type RequestOf<Op> = Extract<z.output<typeof Request>, { op: Op }>;

async function recommend({ user, k, at }: RequestOf<'recommend'>, { engine, viewers, titles }: Served) {
  const began = process.hrtime.bigint();
  const ranked = await engine.recommend(viewers.numberOf(user), k, at ?? engine.now);
  const items = ranked.map(({ title }) => titles.nameOf(title));
  return { items, ms: Number(process.hrtime.bigint() - began) / 1e6 };
}

function feedback({ user, item, rating, at }: RequestOf<'feedback'>, { engine, viewers, titles }: Served) {
  const viewer = viewers.numberOf(user);
  const title = titles.numberOf(item);
  if (engine.known.histories.of(viewer).seen.has(title)) return { ok: true, repeated: true };
  engine.feedback({ viewer, title, rating, at: at ?? engine.now });
  return { ok: true };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue?.path.join('.');
  return where
    ? `${where}: ${issue?.message}`
    : 'Send one JSON object a line: {"op":"recommend","user":"u","k":10,"at":0} or {"op":"feedback","user":"u","item":"i","rating":4,"at":0}.';
}
