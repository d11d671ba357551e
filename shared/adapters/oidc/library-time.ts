import type { AdapterPayload } from 'oidc-provider';
import type { Clock } from '../../clock.js';

/** Fields of the library's records that hold seconds of the epoch. */
const instants = ['iat', 'exp', 'loginTs', 'authTime', 'iiat'] as const;

/**
 * The library reads the machine's clock and no other. What it keeps is stored in our time, and shown to it in the
 * machine's, so that it sees the same spans of time as everybody else. In the cloud the two are one.
 */
export class LibraryTime {
  constructor(readonly clock: Clock) {}

  /** Seconds by which our time is ahead of the machine's. */
  get ahead(): number {
    return Math.round((this.clock.now() - Date.now()) / 1_000);
  }

  toOurs(payload: AdapterPayload): AdapterPayload {
    return moved(payload, this.ahead);
  }

  toLibrary(payload: AdapterPayload): AdapterPayload {
    return moved(payload, -this.ahead);
  }
}

function moved(payload: AdapterPayload, seconds: number): AdapterPayload {
  const copy: Record<string, unknown> = { ...payload };
  for (const field of instants) {
    const value = copy[field];
    if (typeof value === 'number') copy[field] = value + seconds;
  }
  return copy;
}
