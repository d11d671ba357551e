import { randomUUID } from 'node:crypto';
import { chanceFrom } from '../../../shared/sona/chance.js';
import { signIn } from '../../token/sign-in.js';
import { control } from '../suite-control.js';
import type { SuiteProcess } from '../suite-process.js';

/** Who asks, and how much is known of them. */
export interface Asker {
  choices: number;
  headers: Readonly<Record<string, string>>;
}

/** The premium person of the local sign-in. */
const PREMIUM = 'grace';
/** Others, by whose choices a base is trained, and how many each has. */
const OTHERS = { people: 20, choices: 60 };
const CHOICES = [0, 5, 200] as const;
/** Events that one request may bring. */
const AT_ONCE = 100;
const HOUR_MS = 3_600_000;

/** A base that has learned of others, and profiles with few and many choices, each with an adapter that learned them. */
export async function openViewers(suite: SuiteProcess, ids: readonly string[]): Promise<Asker[]> {
  const random = chanceFrom(1);
  for (let i = 0; i < OTHERS.people; i++) {
    const headers = await headersOf(suite, `viewer${i}`);
    await choose(suite, headers, drawn(ids, OTHERS.choices, random));
  }
  await control(suite, 'POST', '/control/drain');
  await control(suite, 'POST', '/control/schedules/sona-train/run');
  await control(suite, 'POST', '/control/drain');
  const premium = await headersOf(suite, PREMIUM);
  const askers: Asker[] = [];
  for (const choices of CHOICES) {
    const body = JSON.stringify({ name: `After ${choices}`, kind: 'standard' });
    const { id } = (await posted(suite, '/api/v1/user/profiles', premium, body)) as { id: string };
    const headers = { ...premium, 'x-profile': id };
    await choose(suite, headers, drawn(ids, choices, random));
    askers.push({ choices, headers });
  }
  await control(suite, 'POST', '/control/drain');
  return askers;
}

async function headersOf({ api }: SuiteProcess, person: string): Promise<Record<string, string>> {
  const { access_token } = await signIn(api, { person });
  return { authorization: `Bearer ${access_token}` };
}

async function choose(
  suite: SuiteProcess,
  headers: Readonly<Record<string, string>>,
  titles: readonly string[],
): Promise<void> {
  const { clock } = (await control(suite, 'GET', '/control/state')) as { clock: string };
  const now = Date.parse(clock);
  for (let from = 0; from < titles.length; from += AT_ONCE) {
    const events = titles.slice(from, from + AT_ONCE).map((title, i) => ({
      id: randomUUID(),
      type: 'rated',
      title,
      rating: 4 + ((from + i) % 2),
      at: new Date(now - (titles.length - from - i) * HOUR_MS).toISOString(),
    }));
    await posted(suite, '/api/v1/feedback', headers, JSON.stringify({ events }));
  }
}

export async function posted(
  { api }: Pick<SuiteProcess, 'api'>,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<unknown> {
  const answer = await fetch(new URL(path, api), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Different ones, the earlier the likelier: people choose what is well known. */
function drawn(ids: readonly string[], count: number, random: () => number): string[] {
  const chosen = new Set<string>();
  while (chosen.size < Math.min(count, ids.length)) {
    const id = ids[Math.floor(ids.length * random() ** 2)];
    if (id !== undefined) chosen.add(id);
  }
  return [...chosen];
}
