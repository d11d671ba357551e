import type { Firestore } from '@google-cloud/firestore';
import type { Redis } from '@upstash/redis';
import type { AuditLog } from '../../audit/audit-log.js';
import type { HolderName } from '../../privacy/holdings.js';
import type { PersonalDataHolder } from '../../privacy/personal-data.js';
import {
  accountHolder,
  deadLettersHolder,
  evidenceHolder,
  householdHolder,
  recentWritesHolder,
  signInsHolder,
} from '../firestore/holders.js';
import { limitsHolder } from '../upstash/limits-holder.js';
import { tasteHolder } from './taste-holder.js';

interface Stores {
  people: Firestore;
  catalogue: Firestore;
  auditLog: AuditLog;
  redis: Redis;
}

export function everyHolder(stores: Stores): Record<HolderName, PersonalDataHolder> {
  const { people, catalogue, auditLog, redis } = stores;
  return {
    account: accountHolder(people),
    household: householdHolder(people),
    sign_ins: signInsHolder(people),
    evidence: evidenceHolder(auditLog),
    recent_writes: recentWritesHolder(people),
    limits: limitsHolder(redis),
    tastes: tasteHolder(people, redis),
    messages_not_handled: deadLettersHolder(catalogue),
  };
}
