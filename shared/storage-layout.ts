/**
 * What the stores of the cloud must know before the first write: read by the adapters and by Pulumi.
 * Firestore's single-field indexes are off, so that a query needs its index declared here.
 */

/** Access is bound to a database by IAM: collections cannot be told apart. No transaction crosses them. */
export const databaseNames = ['catalogue', 'people', 'audit'] as const;
export type DatabaseName = (typeof databaseNames)[number];

interface IndexedField {
  field: string;
  order: 'ASCENDING' | 'DESCENDING';
}

export interface DatabaseLayout {
  /** Single-field indexes, by collection. */
  single: readonly { collection: string; indexes: readonly IndexedField[] }[];
  composite: readonly { collection: string; fields: readonly IndexedField[] }[];
  /** Documents that Firestore deletes when the time in the field has come. */
  expiries: readonly { collection: string; field: string }[];
}

export const databases: Readonly<Record<DatabaseName, DatabaseLayout>> = {
  catalogue: {
    // A provider starts a few runs a day, and dead letters are few: a rising timestamp is no hot spot there.
    single: [
      { collection: 'runs', indexes: [{ field: 'started_at', order: 'DESCENDING' }] },
      { collection: 'dead-letters', indexes: [{ field: 'redrive_at', order: 'ASCENDING' }] },
    ],
    composite: [
      {
        collection: 'runs',
        fields: [
          { field: 'provider', order: 'ASCENDING' },
          { field: 'started_at', order: 'DESCENDING' },
        ],
      },
    ],
    expiries: [{ collection: 'outcomes', field: 'expires_at' }],
  },
  people: {
    single: [
      { collection: 'audit-keys', indexes: [{ field: 'pseudonym', order: 'ASCENDING' }] },
      {
        collection: 'accounts',
        indexes: ['role', 'status', 'email'].map((field) => ({ field, order: 'ASCENDING' as const })),
      },
      // Few accounts are deleted, and the time is gone half an hour later.
      {
        collection: 'households',
        indexes: [
          { field: 'at', order: 'ASCENDING' },
          { field: 'expires_at', order: 'ASCENDING' },
        ],
      },
      {
        collection: 'tastes',
        indexes: [
          { field: 'account', order: 'ASCENDING' },
          { field: 'changed_at', order: 'DESCENDING' },
        ],
      },
      { collection: 'identities', indexes: [{ field: 'account', order: 'ASCENDING' }] },
      { collection: 'remembered-writes', indexes: [{ field: 'account', order: 'ASCENDING' }] },
      {
        collection: 'oauth-sessions',
        indexes: [
          { field: 'uid', order: 'ASCENDING' },
          { field: 'account', order: 'ASCENDING' },
        ],
      },
      {
        collection: 'oauth-device-codes',
        indexes: [
          { field: 'user_code', order: 'ASCENDING' },
          { field: 'account', order: 'ASCENDING' },
        ],
      },
      ...['oauth-grants', 'oauth-codes', 'oauth-refresh-tokens'].map((collection) => ({
        collection,
        indexes: [{ field: 'account', order: 'ASCENDING' as const }],
      })),
    ],
    composite: [],
    expiries: [
      'oauth-sessions',
      'oauth-grants',
      'oauth-codes',
      'oauth-refresh-tokens',
      'oauth-device-codes',
      'oauth-device-polls',
      'oauth-uses',
      'oauth-clients',
      'households',
      'remembered-writes',
    ].map((collection) => ({ collection, field: 'expires_at' })),
  },
  audit: {
    // A few entries a second at most: far from where a rising timestamp becomes a hot spot.
    single: [{ collection: 'entries', indexes: [{ field: 'at', order: 'DESCENDING' }] }],
    composite: [
      {
        collection: 'entries',
        fields: [
          { field: 'subject', order: 'ASCENDING' },
          { field: 'at', order: 'DESCENDING' },
        ],
      },
      {
        collection: 'entries',
        fields: [
          { field: 'event', order: 'ASCENDING' },
          { field: 'at', order: 'DESCENDING' },
        ],
      },
      {
        collection: 'entries',
        fields: [
          { field: 'subject', order: 'ASCENDING' },
          { field: 'event', order: 'ASCENDING' },
          { field: 'at', order: 'DESCENDING' },
        ],
      },
    ],
    expiries: [{ collection: 'entries', field: 'expires_at' }],
  },
};

/** Working files of ingestion runs in Cloud Storage. A run is over within hours; days are for the operator's questions. */
export const workingFiles = { prefix: 'ingestion/', keptDays: 7 } as const;
