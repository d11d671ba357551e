import { z } from 'zod';

/** A public RSA key as RFC 7517 writes it. What has a private part is no key to hand out. */
export const PublicKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(256),
  n: z.string().min(342, 'must have at least 2048 bits'),
  e: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  d: z.never('is of a private key; give the public part only').optional(),
});
export type PublicKey = z.infer<typeof PublicKey>;

const KeySet = z.object({ keys: z.array(PublicKey) });

/** The keys of a set that can be used here; a set may hold keys of other kinds beside them. */
export const UsableKeys = z.object({ keys: z.array(z.unknown()) }).transform(({ keys }) =>
  keys.flatMap((key) => {
    const read = PublicKey.safeParse(key);
    return read.success ? [read.data] : [];
  }),
);

/** What whoever signs access tokens and whoever reads them must agree on. */
export const TokenEnv = z.object({
  /** Who signs access tokens. */
  AUTH_ISSUER: z.url().default('https://auth.media-gateway.io'),
  /** For whom they must be made out. */
  AUTH_AUDIENCE: z.string().min(1).default('media-gateway-api'),
});

/** Of a variable that holds a JSON Web Key Set. */
export function readKeySet(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON Web Key Set, {"keys":[...]}' });
    return z.NEVER;
  }
}

/** What this adapter reads of the environment. */
export const AuthEnv = TokenEnv.extend({
  /** The issuer's public keys as a JSON Web Key Set, mounted so that a cold start fetches nothing. */
  AUTH_JWKS: z
    .string()
    .default('{"keys":[]}')
    .transform(readKeySet)
    .pipe(KeySet.transform(({ keys }) => keys)),
  /** Where keys are that came after those; without it only those count. */
  AUTH_JWKS_URL: z.url().optional(),
});
export type AuthConfig = z.infer<typeof AuthEnv>;
