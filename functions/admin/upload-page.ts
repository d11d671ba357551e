import { z } from 'zod';
import { PageReference, pageFetched } from '../../shared/event/ingestion-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { PAGE_SIZE, PageFiles } from '../../shared/ingestion/page.js';
import { rawPageOf } from '../../shared/ingestion/upload.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

export const uploadPage = endpoint({
  summary: 'Send a page of a catalogue file',
  description: 'The lines as they stand in the file. Sending a page again changes nothing.',
  params: PageReference.pick({ run: true, page: true }),
  body: z.strictObject({
    first_line: z
      .int()
      .min(1)
      .meta({ description: 'Where the first of these lines stands in the file, from 1.', example: 1 }),
    lines: z
      .array(z.string())
      .min(1)
      .max(PAGE_SIZE)
      .meta({
        description: 'Lines of the file, see docs/guides/catalogue-file.md.',
        example: ['{"id":"m-1","type":"movie","title":"Metropolis"}'],
      }),
  }),
  answer: PageReference,
  status: 202,
  problems: ['not-authenticated', 'forbidden', 'run-not-found'],
  handle: async ({ params, body }, { runs, blobs, events, clock }: Uses<'runs' | 'blobs' | 'events'>) => {
    const run = await runs.get(params.run);
    if (!run) throw new Problem('run-not-found', 'Open the run first: POST /api/v1/admin/ingestion/runs.');
    const page = { ...params, provider: run.provider };
    const files = new PageFiles(blobs, page);
    if (!(await files.hasRaw())) {
      await files.putRaw(rawPageOf(body.first_line, body.lines, new Date(clock.now()).toISOString()));
    }
    await events.publish(pageFetched, page);
    return page;
  },
});
