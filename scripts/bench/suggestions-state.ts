import { Redis } from '@upstash/redis';
import { z } from 'zod';
import { type Difference, outOfStep } from './durability-difference.js';
import type { Addresses } from './killable-suite.js';

const BUCKET = 'media-gateway';
/** Of the file that suggestions are read from: it names the file of one state of the catalogue. */
const POINTER = /\/current\.json$/;
const Listing = z.object({ items: z.array(z.object({ name: z.string() })).default([]) });
const Pointer = z.object({ generation: z.number(), file: z.string() });

const BEGINNINGS = [...'abcdefghijklmnopqrstuvwxyz0123456789', 'out', 'outage 1', 'outage number 2'];
const MANY = 50;

/** What is suggested for some beginnings of names, as the API answers. */
export async function suggestions({ api }: Addresses): Promise<string[]> {
  const answers = BEGINNINGS.map(async (typed) => {
    const query = new URLSearchParams({ q: typed, limit: String(MANY) });
    const answer = await fetch(`${api}/api/v1/search/autocomplete?${query}`);
    return `${typed}: ${JSON.stringify(((await answer.json()) as { data: unknown }).data)}`;
  });
  return Promise.all(answers);
}

/** Where the published file is not that of the catalogue's present state. */
export async function suggestionDifferences({ env }: Addresses): Promise<Difference[]> {
  const stored = (path: string) => fetch(`${env['STORAGE_EMULATOR_HOST']}/storage/v1/b/${BUCKET}/o${path}`);
  const objectOf = (name: string) => stored(`/${encodeURIComponent(name)}?alt=media`);
  const { items } = Listing.parse(await (await stored('')).json());
  const pointer = items.find(({ name }) => POINTER.test(name));
  if (!pointer) return [outOfStep('suggestions were never published')];
  const { generation, file } = Pointer.parse(await (await objectOf(pointer.name)).json());
  const redis = new Redis({
    url: env['UPSTASH_REDIS_REST_URL'] ?? '',
    token: env['UPSTASH_REDIS_REST_TOKEN'] ?? '',
    enableTelemetry: false,
  });
  const current = Number(await redis.get('cache:generation'));
  return [
    ...((await objectOf(file)).ok ? [] : [outOfStep(`suggestions ${file} are not there`)]),
    ...(generation === current ? [] : [outOfStep(`suggestions of ${generation} instead of ${current}`)]),
  ];
}
