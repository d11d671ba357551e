import type { Redis } from '@upstash/redis';
import type { FrozenList, FrozenLists } from '../../search/frozen-lists.js';
import type { TitleId } from '../../title/title-id.js';
import { reachUpstash } from './upstash.js';

const LIFETIME_SECONDS = 600;
const ID_BYTES = 16;
/** An id and a float32. */
const ROW_BYTES = ID_BYTES + 4;

/** Frozen lists under `list:{name}`: in base64, for each title its id's 16 bytes and its score, little-endian. */
export function upstashFrozenLists(client: Redis): FrozenLists {
  const keyOf = (name: string) => `list:${name}`;
  return {
    async put(name, list) {
      await reachUpstash(client.set(keyOf(name), encode(list), { ex: LIFETIME_SECONDS }));
    },
    async get(name) {
      const encoded = await reachUpstash(client.get<string>(keyOf(name)));
      return encoded === null ? undefined : decode(encoded);
    },
  };
}

function encode({ ids, scores }: FrozenList): string {
  const bytes = Buffer.alloc(ids.length * ROW_BYTES);
  ids.forEach((id, row) => {
    bytes.write(id.replaceAll('-', ''), row * ROW_BYTES, 'hex');
    bytes.writeFloatLE(scores[row] ?? 0, row * ROW_BYTES + ID_BYTES);
  });
  return bytes.toString('base64');
}

function decode(encoded: string): FrozenList {
  const bytes = Buffer.from(encoded, 'base64');
  const list: FrozenList = { ids: [], scores: [] };
  for (let at = 0; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
    const hex = bytes.toString('hex', at, at + ID_BYTES);
    list.ids.push(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') as TitleId);
    list.scores.push(bytes.readFloatLE(at + ID_BYTES));
  }
  return list;
}
