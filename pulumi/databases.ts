import * as gcp from '@pulumi/gcp';
import type { Resource } from '@pulumi/pulumi';
import { type DatabaseLayout, databaseNames, databases } from '../shared/storage-layout.js';
import { BACKUP_RETENTION_SECONDS } from './platform-limits.js';
import { REGION } from './settings.js';

/** Named databases with a daily backup, seven days of point-in-time recovery and only the declared indexes. */
export function createDatabases(apis: readonly Resource[]): void {
  for (const name of databaseNames) {
    const database = new gcp.firestore.Database(
      name,
      {
        name,
        locationId: REGION,
        type: 'FIRESTORE_NATIVE',
        databaseEdition: 'STANDARD',
        concurrencyMode: 'PESSIMISTIC',
        appEngineIntegrationMode: 'DISABLED',
        pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
        deleteProtectionState: 'DELETE_PROTECTION_ENABLED',
      },
      { dependsOn: [...apis], protect: true },
    );
    new gcp.firestore.BackupSchedule(`${name}-daily`, {
      database: database.name,
      dailyRecurrence: {},
      retention: `${BACKUP_RETENTION_SECONDS}s`,
    });
    createIndexes(name, database, databases[name]);
  }
}

function createIndexes(name: string, database: gcp.firestore.Database, layout: DatabaseLayout): void {
  new gcp.firestore.Field(`${name}-unindexed`, {
    database: database.name,
    // Firestore's own names for "every field of every collection that says nothing else".
    collection: '__default__',
    field: '*',
    indexConfig: {},
  });
  for (const { collection, indexes } of layout.single) {
    for (const { field, order } of indexes) {
      new gcp.firestore.Field(`${name}-${collection}-${field}`, {
        database: database.name,
        collection,
        field,
        indexConfig: { indexes: [{ order, queryScope: 'COLLECTION' }] },
      });
    }
  }
  for (const { collection, field } of layout.expiries) {
    new gcp.firestore.Field(`${name}-${collection}-${field}`, {
      database: database.name,
      collection,
      field,
      // Expiry works without an index, and a rising timestamp would make one hot.
      indexConfig: {},
      ttlConfig: {},
    });
  }
  for (const { collection, fields } of layout.composite) {
    new gcp.firestore.Index([name, collection, ...fields.map(({ field }) => field)].join('-'), {
      database: database.name,
      collection,
      fields: fields.map(({ field, order }) => ({ fieldPath: field, order })),
    });
  }
}
