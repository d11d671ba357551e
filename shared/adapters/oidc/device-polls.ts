import { type Firestore, Timestamp } from '@google-cloud/firestore';
import type { Clock } from '../../clock.js';
import { transact } from '../firestore/firestore.js';
import { fingerprint } from './sealing.js';

/** RFC 8628: 5 seconds between polls, and 5 more after each `slow_down`. */
export const POLL_INTERVAL_SECONDS = 5;
/** Clocks and networks are not exact. */
const TOLERANCE_MS = 500;

/**
 * How often a device asks for its token, in `oauth-device-polls/{SHA-256 of the device code}`:
 * `{ polled_at, interval, expires_at }`, epoch milliseconds and seconds.
 */
export class DevicePolls {
  constructor(
    readonly db: Firestore,
    readonly clock: Clock,
  ) {}

  /** Notes a poll; whether it came too soon, after which the device must wait longer. */
  tooSoon(deviceCode: string, lifetimeSeconds: number): Promise<boolean> {
    const document = this.db.collection('oauth-device-polls').doc(fingerprint(deviceCode));
    return transact(this.db, async (transaction) => {
      const now = this.clock.now();
      const { polled_at = -Infinity, interval = POLL_INTERVAL_SECONDS } =
        (await transaction.get(document)).data() ?? {};
      const soon = now - polled_at < interval * 1_000 - TOLERANCE_MS;
      transaction.set(document, {
        polled_at: now,
        interval: soon ? interval + POLL_INTERVAL_SECONDS : interval,
        expires_at: Timestamp.fromMillis(now + lifetimeSeconds * 1_000),
      });
      return soon;
    });
  }
}
