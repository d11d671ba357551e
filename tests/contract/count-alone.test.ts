import { describe } from 'vitest';
import { countAlone } from '../../shared/limits/count-alone.js';
import { rateLimiterContract } from './rate-limiter.contract.js';

describe('the limiter of one process', () => {
  rateLimiterContract(() => {
    let now = Date.parse('2026-11-21T10:00:00Z');
    return {
      limiters: [countAlone({ now: () => now })],
      now: () => now,
      advance: (ms) => {
        now += ms;
      },
    };
  });
});
