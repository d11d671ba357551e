/** Who keeps something of people; each of them exports it and forgets it (personal-data.ts). */
export const holderNames = [
  'account',
  'household',
  'sign_ins',
  'evidence',
  'recent_writes',
  'limits',
  'tastes',
  'messages_not_handled',
] as const;
export type HolderName = (typeof holderNames)[number];

/** Nothing in it is about a person. */
type Nobody = null;

/** Every collection of the database `people`, and who answers for it. */
export const peopleCollections: Readonly<Record<string, HolderName | Nobody>> = {
  accounts: 'account',
  identities: 'account',
  households: 'household',
  'oauth-sessions': 'sign_ins',
  'oauth-grants': 'sign_ins',
  'oauth-codes': 'sign_ins',
  'oauth-refresh-tokens': 'sign_ins',
  'oauth-device-codes': 'sign_ins',
  'audit-keys': 'evidence',
  'remembered-writes': 'recent_writes',
  tastes: 'tastes',
  /** Applications. */
  'oauth-clients': null,
  /** When a code was last asked for, by the hash of the code. */
  'oauth-device-polls': null,
  /** That a code or token was used, by its hash. */
  'oauth-uses': null,
};

/** How every key in Upstash begins, and who answers for those that name an account. */
export const upstashKeys: Readonly<Record<string, HolderName | Nobody>> = {
  'limit:': 'limits',
  /** What `tastes` holds, nearer. */
  'taste:': 'tastes',
  /** Titles of the latest lists, for an hour. */
  'shown:': 'tastes',
  /** Until the last token of an account has expired: it is what keeps out whoever holds one. */
  'revoked:': null,
  /** Sealed, and over within the hour. */
  'interaction:': null,
  /** Of queries, by their hashes. */
  'reading:': null,
  'answer:': null,
  'asked:': null,
  'list:': null,
  'views:': null,
  'measured:': null,
  'cache:': null,
};
