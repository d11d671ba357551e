import type { Claim, Decision } from './rate-limiter.js';

/** A request, as far as it must be known to decide whether it goes on. */
export interface Arrival {
  claims: readonly Claim[];
  /** The access token that came with it: whose it is, and when it was issued, in seconds since the epoch. */
  token?: { account: string; grant?: string; issuedAt: number };
  /** The answer that would do, if it were in the cache. */
  answer?: {
    name: string;
    /** The generation of the answer of this name that the instance holds itself. */
    held?: number;
    /** Whether it is counted how often it is asked for. */
    counted: boolean;
  };
}

/** What is known of the cache where an answer was asked for. */
export interface CacheStanding {
  generation: number;
  /** How often the answer was asked for in this minute; 0 where that is not counted. */
  asked: number;
  /** As it was kept under this generation; absent also where the instance holds it. */
  answer?: string;
}

export interface Standing {
  /** One for each claim. */
  decisions: readonly Decision[];
  /** Whether the token was taken back; undefined while nobody can tell. */
  revoked: boolean | undefined;
  /** Absent where no answer was asked for, the request is refused, or nobody can tell. */
  cache?: CacheStanding;
}

/** All that a request must know before its handler runs, asked at once. */
export interface FrontDoor {
  /**
   * Counts the request where all its claims have room. One with a token that was taken back is counted apart from the
   * account's, so that whoever has stolen it uses up nothing.
   * @throws Unavailable when a bucket would rather refuse than guess
   */
  ask(arrival: Arrival): Promise<Standing>;
  /** Keeps an answer for others; whether that worked does not matter to anyone. */
  keep(answer: { name: string; generation: number; text: string; seconds: number }): Promise<void>;
}
