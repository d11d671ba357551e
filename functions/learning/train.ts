import { randomInt } from 'node:crypto';
import { job } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';
import type { Taste } from '../../shared/recommendation/taste.js';
import { trainBase } from '../../shared/recommendation/training.js';
import { viewerOf } from '../../shared/viewer/viewer.js';

/** Viewers whose tastes a base is learned from, those who told something last: 200,000 choices at the most. */
const MOST_VIEWERS = 1_000;
/** Households read at once. */
const AT_ONCE = 20;
/** The most that randomInt takes is one less than 2 ** 48. */
const RANDOM_STEPS = 2 ** 47;

type Ports = Uses<'households' | 'recommendationBase' | 'tastes'>;

/**
 * Every six hours: learns the base from what viewers chose lately, and publishes it unless it is worse than the one
 * before; with it the adapter of everybody, where the base does better with it.
 */
export const train = job(async (_slot, ports: Ports) => {
  const { clock, log, recommendationBase } = ports;
  const tastes = await allowedTastes(ports);
  if (tastes.every(({ titles }) => titles.length === 0)) return;
  const before = await recommendationBase.current();
  const version = Math.floor(clock.now() / 1_000);
  const trained = trainBase(tastes, version, before.version === 0 ? undefined : before, unforeseeable);
  const { quality, qualityBefore, qualityShared } = trained;
  if (!trained.isGood) {
    log('warn', 'the new recommendation base is worse than the one before, which stays', {
      quality,
      qualityBefore,
    });
    return;
  }
  const { file: base, adapter } = trained;
  await recommendationBase.publish({ version, quality }, { base, adapter });
  log('info', 'a recommendation base was published', {
    version,
    quality,
    qualityBefore,
    qualityShared,
    isShared: adapter !== undefined,
  });
});

/** Uniform on [0, 1). Whoever could foretell the noise could take it away again. */
function unforeseeable(): number {
  return randomInt(RANDOM_STEPS) / RANDOM_STEPS;
}

/** Of viewers who allow to be counted, nothing of who they are. */
async function allowedTastes({ households, tastes }: Ports): Promise<Taste[]> {
  const latest = await tastes.latest(MOST_VIEWERS);
  const allowed: Taste[] = [];
  for (let i = 0; i < latest.length; i += AT_ONCE) {
    const some = await Promise.all(
      latest.slice(i, i + AT_ONCE).map(async ({ account, profile, taste }) => {
        const household = await households.get(account);
        if (!household?.profiles.some(({ id }) => id === profile)) return [];
        const { privacy } = viewerOf(account, household, profile);
        return privacy.personalisation && privacy.analytics ? [taste] : [];
      }),
    );
    allowed.push(...some.flat());
  }
  return allowed;
}
