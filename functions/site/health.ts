import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { titleIdFrom } from '../../shared/title/title-id.js';

/** A dependency that takes longer is as good as down, and whoever asks wants to know now. */
const PATIENCE_MS = 1_500;

const probe = titleIdFrom('health', 'probe');

export const health = endpoint({
  summary: 'Whether the system works',
  description:
    'L0: everything works. L2: search does not. L3: what is stored cannot be read. L4: neither works.',
  query: z.strictObject({}),
  answer: z
    .object({
      status: z.enum(['ok', 'degraded']),
      level: z.enum(['L0', 'L2', 'L3', 'L4']),
      checks: z.record(z.string(), z.enum(['ok', 'failing'])),
    })
    .meta({ id: 'Health' }),
  handle: async (_request, { titles, titleIndex }: Uses<'titles' | 'titleIndex'>) => {
    const [catalogue, search] = await Promise.all([
      answers(titles.slots([probe])),
      answers(titleIndex.titles([probe])),
    ]);
    const level = catalogue ? (search ? 'L0' : 'L2') : search ? 'L3' : 'L4';
    return {
      status: level === 'L0' ? 'ok' : 'degraded',
      level,
      checks: { catalogue: catalogue ? 'ok' : 'failing', search: search ? 'ok' : 'failing' },
    } as const;
  },
});

async function answers(call: Promise<unknown>): Promise<boolean> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    late = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answered = call.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, patience]).finally(() => clearTimeout(late));
}
