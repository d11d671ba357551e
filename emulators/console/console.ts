import type { RequestListener, ServerResponse } from 'node:http';
import { z } from 'zod';
import { requestUrl } from '../../shared/function/request-url.js';
import { type Fault, faultKinds } from '../faults.js';
import { answerJson, readBody } from '../http-server.js';
import { OPERATOR } from '../provision.js';
import type { StateEntry } from '../store.js';
import { consolePage } from './page.js';
import { type Observed, stateOf } from './state.js';

const ClockMove = z.union([
  z.strictObject({ advance: z.iso.duration() }),
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
]);

const FaultOrder = z.strictObject({
  target: z.string(),
  kind: z.enum(faultKinds),
  rate: z.number().min(0).max(1).default(1),
  ms: z.number().min(0).optional(),
});

type Control = (body: unknown, name: string) => unknown;

/** The control endpoints: what only a local suite can do. Nothing here exists in the cloud. */
export function consoleListener(options: Observed): RequestListener {
  const controls = controlsOf(options);
  return async (request, response) => {
    const { pathname } = requestUrl(request.url);
    if (request.method === 'GET' && pathname === '/') {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(consolePage(await stateOf(options)));
      return;
    }
    const schedule = /^\/control\/schedules\/([^/]+)\/run$/.exec(pathname)?.[1];
    const control = controls[`${request.method} ${schedule ? '/control/schedules/{name}/run' : pathname}`];
    if (!control) {
      answerJson(response, 404, {
        error: `There is no ${request.method} ${pathname}; there are ${Object.keys(controls).join(', ')}`,
      });
      return;
    }
    try {
      const body = await readBody(request);
      const result = await control(
        body.length > 0 ? JSON.parse(body.toString('utf8')) : undefined,
        schedule ?? '',
      );
      answerJson(response, 200, result ?? { ok: true });
    } catch (error) {
      refuse(response, error);
    }
  };
}

function controlsOf(options: Observed): Record<string, Control> {
  const { clock, emulators } = options;
  return {
    'GET /control/state': () => stateOf(options),
    'POST /control/drain': () => emulators.drained(),
    'POST /control/clock': (body) => {
      const move = ClockMove.parse(body);
      if ('advance' in move) clock.advance(milliseconds(move.advance));
      else clock.set(Date.parse(move.set));
      return { now: new Date(clock.now()).toISOString() };
    },
    'POST /control/schedules/{name}/run': (_body, name) => emulators.scheduler.run(decodeURIComponent(name)),
    'POST /control/faults': (body) => {
      const { target, ...fault } = FaultOrder.parse(body);
      const emulator = emulators.all.get(target);
      if (!emulator)
        throw new RangeError(`There is no ${target}; there are ${[...emulators.all.keys()].join(', ')}`);
      emulator.faults.set(fault as Fault);
    },
    'DELETE /control/faults': () => {
      for (const emulator of emulators.all.values()) emulator.faults.clear();
    },
    'POST /control/export': async () => {
      const states = [...emulators.all].map(
        async ([name, emulator]) => [name, await emulator.export()] as const,
      );
      return {
        version: 1,
        clock: new Date(clock.now()).toISOString(),
        state: Object.fromEntries(await Promise.all(states)),
      };
    },
    'POST /control/import': async (body) => {
      const { state } = z
        .object({ version: z.literal(1), state: z.record(z.string(), z.array(z.any())) })
        .parse(body);
      for (const [name, entries] of Object.entries(state)) {
        await emulators.all.get(name)?.import(entries as StateEntry[]);
      }
    },
    /** For `npm run ingest`: the operator of the local suite is whoever can reach its console. */
    'POST /control/token': async () => ({
      token: await emulators.identity.token({ email: OPERATOR, audience: 'media-gateway' }),
    }),
  };
}

/** ISO 8601 durations of weeks, days, hours, minutes and seconds; a month has no fixed length. */
function milliseconds(duration: string): number {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration);
  if (!parts)
    throw new RangeError(
      `Write the duration in weeks, days, hours, minutes or seconds, like PT1H, not ${duration}`,
    );
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
}

function refuse(response: ServerResponse, error: unknown): void {
  const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
  const theirs = error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError;
  answerJson(response, theirs ? 400 : 500, { error: message });
}
