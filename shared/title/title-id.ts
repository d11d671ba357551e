import { v5 as uuidV5 } from 'uuid';
import { z } from 'zod';

export const TitleId = z.uuid().brand<'TitleId'>();

/** A title's identity: a UUID that is never reused and never changes. */
export type TitleId = z.infer<typeof TitleId>;

const NAMESPACE = '7b9c3c1e-52a4-5f0e-9a53-6f5d1a0c8e11';

/** Name-based (RFC 9562, version 5), so that ingesting the same record anywhere gives the same id. */
export function titleIdFrom(scheme: string, value: string): TitleId {
  return TitleId.parse(uuidV5(`${scheme}:${value}`, NAMESPACE));
}
