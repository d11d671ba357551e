import type { Clock } from '../../clock.js';
import type { FrontDoor } from '../../limits/front-door.js';
import { Unavailable } from '../../problem/problem.js';
import { CircuitBreaker } from '../providers/circuit-breaker.js';
import type { UpstashConfig } from './env.js';
import { answerKey, FRONT_DOOR_SCRIPT, frontDoorCall, standingFrom } from './front-door-script.js';
import { gathered } from './gathered.js';
import { type Command, type CommandAnswer, type SendPipeline, upstashPipeline } from './pipeline.js';

/** A limit is not worth waiting for longer: without an answer, the instance counts alone. */
const DEADLINE_MS = 500;
/** Few are under way at once, so that each is answered soon however many wait: a batch of ten is a kilobyte each way. */
const TOGETHER = { batches: 2, items: 32 };

/** One script call a request (docs/decisions/0011 and 0016). */
export function upstashFrontDoor(config: UpstashConfig, clock: Clock): FrontDoor {
  const send = upstashPipeline(config, DEADLINE_MS);
  const evaluate = gathered((calls: readonly Command[]) => evaluateAll(send, calls), TOGETHER);
  const breaker = new CircuitBreaker(clock, () => true);
  return {
    async ask(arrival) {
      try {
        return await breaker.run(async () => {
          const answer = await evaluate(frontDoorCall(arrival));
          return standingFrom(resultOf(answer), arrival.claims.length);
        });
      } catch (error) {
        throw new Unavailable('upstash', error);
      }
    },
    /** Alone, so that no decision waits behind a long answer; whoever comes after a failure computes it again. */
    async keep({ name, generation, text, seconds }) {
      await send([['SET', answerKey({ name, generation }), text, 'EX', String(seconds)]]).catch(() => []);
    },
  };
}

/** Redis forgets its scripts when it starts anew; then it is given the text, and asked again. */
async function evaluateAll(send: SendPipeline, calls: readonly Command[]): Promise<readonly CommandAnswer[]> {
  const answers = await send(calls);
  const forgotten = answers.some((answer) => 'error' in answer && answer.error.startsWith('NOSCRIPT'));
  if (!forgotten) return answers;
  const [, ...again] = await send([['SCRIPT', 'LOAD', FRONT_DOOR_SCRIPT], ...calls]);
  return again;
}

function resultOf(answer: CommandAnswer): unknown {
  if ('error' in answer) throw new Error(answer.error);
  return answer.result;
}
