import { createHash } from 'node:crypto';

/** Somebody who has an account at a provider. */
export interface Person {
  name: string;
  email: string;
  /** A number that stays the same, as both providers' ids are. */
  subject: string;
}

export const DOMAIN = 'media-gateway.local';
/** Whom the page of a provider offers; anybody else can be named, too. */
export const knownPeople = ['ada', 'grace', 'root'];
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const DIGITS_OF_A_SUBJECT = 15;

/** Whom a hint means: a name, or an e-mail address of ours. Undefined where it names nobody. */
export function personOf(provider: string, hint: string | null): Person | undefined {
  const name = hint?.toLowerCase().replace(`@${DOMAIN}`, '') ?? '';
  if (!NAME.test(name)) return undefined;
  const digest = createHash('sha256').update(`${provider}:${name}`).digest('hex');
  const subject = BigInt(`0x${digest}`).toString().slice(0, DIGITS_OF_A_SUBJECT);
  return { name, email: `${name}@${DOMAIN}`, subject };
}
