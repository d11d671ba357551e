import { describe, expect, test } from 'vitest';
import { services } from '../functions/manifest.js';
import type {
  Manifest,
  MessageRoute,
  RequestRoute,
  ScheduleRoute,
  Service,
} from '../shared/function/declare.js';
import { subscriptions } from '../shared/function/wiring.js';
import { limitViolations } from './limit-violations.js';
import { DEAD_LETTER_ATTEMPTS, MAX_ACK_DEADLINE_SECONDS } from './platform-limits.js';

const manifest: Manifest = services;
const { site, upkeep } = services;
const message: MessageRoute = upkeep.routes['bump-cache-generation'];
const schedule: ScheduleRoute = services['ingestion-plan'].routes['request-runs'];
const request: RequestRoute = site.routes.home;

/** The service `site` alone, which holds every path of its own, with changes. */
const siteWith = (changes: object): Manifest => ({ site: { ...site, ...changes } as Service });
const privateWith = (routes: object, changes: object = {}): Manifest => ({
  upkeep: { ...upkeep, ...changes, routes } as Service,
});

test('the manifest keeps every limit', () => {
  expect(limitViolations(manifest)).toEqual([]);
});

test('subscriptions keep the limits of Pub/Sub', () => {
  for (const { deadLetter, ackDeadlineSeconds, minBackoffSeconds, maxBackoffSeconds } of subscriptions(
    manifest,
  )) {
    expect(ackDeadlineSeconds).toBeGreaterThanOrEqual(10);
    expect(ackDeadlineSeconds).toBeLessThanOrEqual(MAX_ACK_DEADLINE_SECONDS);
    expect(minBackoffSeconds).toBeGreaterThanOrEqual(0);
    expect(maxBackoffSeconds).toBeLessThanOrEqual(600);
    if (deadLetter) {
      expect(deadLetter.maxDeliveryAttempts).toBeGreaterThanOrEqual(DEAD_LETTER_ATTEMPTS.min);
      expect(deadLetter.maxDeliveryAttempts).toBeLessThanOrEqual(DEAD_LETTER_ATTEMPTS.max);
    }
  }
});

describe('what the cloud would refuse is refused', () => {
  test.each<[string, Manifest, string]>([
    ['no concurrency', siteWith({ concurrency: undefined }), 'concurrency must be 1 to 1000'],
    ['too much concurrency', siteWith({ concurrency: 1_001 }), 'concurrency must be 1 to 1000'],
    ['concurrency on half a processor', siteWith({ cpu: 0.5 }), 'needs a whole processor'],
    ['too little memory', siteWith({ cpu: 4, memory: '1Gi' }), '4 processors take 2048 to 16384 MiB'],
    ['less than the environment needs', siteWith({ memory: '256Mi' }), '1 processors take'],
    ['too much memory', siteWith({ memory: '8Gi' }), '1 processors take 128 to 4096 MiB'],
    ['an endless request', siteWith({ timeoutSeconds: 3_601 }), 'timeoutSeconds must be 1 to 3600'],
    ['more instances than a region gives', siteWith({ max: 101 }), 'max must be 1 to 100'],
    [
      'more waiting instances than there may be',
      siteWith({ tier: 1, min: 5, max: 4 }),
      'min must be 0 to max',
    ],
    ['waiting instances on tier 2', siteWith({ min: 1 }), 'only tier 1 pays'],
    ['a name in capitals', { Site: site }, 'lower-case letters'],
    ['a long name', { ...siteWith({}), [`a${'b'.repeat(26)}`]: upkeep }, 'must be 6 to 30 characters'],
    ['a wildcard inside a prefix', siteWith({ prefixes: ['/', '/api/*/admin'] }), 'must be plain segments'],
    [
      'a prefix that nobody needs',
      siteWith({ prefixes: ['/', '/unused'] }),
      'no route needs the prefix /unused',
    ],
    ['no service at the root', siteWith({ prefixes: ['/docs'] }), 'no service has the prefix /'],
    [
      "a path under another service's prefix",
      {
        ...siteWith({}),
        other: { ...site, prefixes: ['/docs'], routes: { page: { ...request, path: '/docs' } } },
      },
      'site: /docs is sent to other',
    ],
    ['/healthz alone', siteWith({ routes: { healthz: site.routes.healthz } }), 'serve /health as well'],
    [
      'a message that outlives its deadline',
      privateWith({ message }, { timeoutSeconds: 571 }),
      "30 s before Pub/Sub's",
    ],
    [
      'a message with everything in it',
      privateWith({ message: { ...message, topic: { ...message.topic, examples: ['x'.repeat(100_000)] } } }),
      'pass a reference',
    ],
    [
      'a cron of seconds',
      privateWith({ schedule: { ...schedule, cron: '* * * * * *' } }),
      'cron has five fields',
    ],
    [
      'a time zone of no place',
      privateWith({ schedule: { ...schedule, timeZone: 'Mars/Olympus' } }),
      'Mars/Olympus',
    ],
    ['a schedule that waits too long', privateWith({ schedule }, { timeoutSeconds: 1_801 }), '15 to 1800 s'],
    ['a request to a private service', privateWith({ request }), 'a private service cannot have'],
    [
      'a message to a public service',
      siteWith({ routes: { ...site.routes, message } }),
      'a public service cannot have',
    ],
    [
      'two functions of one name',
      { ...siteWith({}), upkeep: { ...upkeep, routes: { home: message } } },
      'home: two functions',
    ],
  ])('%s', (_, broken, expected) => {
    expect(limitViolations(broken).join('\n')).toContain(expected);
  });
});
