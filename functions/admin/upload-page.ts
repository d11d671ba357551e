import { z } from 'zod';
import { PageReference, pageFetched } from '../../shared/event/ingestion-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { PAGE_SIZE, PageFiles } from '../../shared/ingestion/page.js';
import { rawPageOf, UploadedLine } from '../../shared/ingestion/upload.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

export const uploadPage = endpoint({
  summary: 'Send a page of a catalogue file',
  description:
    'The lines as they stand in the file. Sending a page again changes nothing; one that was given up goes on.',
  params: PageReference.pick({ run: true, page: true }),
  body: z.strictObject({
    first_line: z
      .int()
      .min(1)
      .meta({ description: 'Where the first of these lines stands in the file, from 1.', example: 1 }),
    lines: z
      .array(UploadedLine)
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
    const [run, progress] = await Promise.all([runs.record(params.run), runs.page(params.run, params.page)]);
    if (!run) throw new Problem('run-not-found', 'Open the run first: POST /api/v1/admin/ingestion/runs.');
    const page = { ...params, provider: run.provider };
    // Once a step has taken the page, the pipeline brings it to its end by itself.
    if (progress?.step && !progress.given_up) return page;
    const at = new Date(clock.now()).toISOString();
    await new PageFiles(blobs, page).putRawOnce(rawPageOf(body.first_line, body.lines, at));
    await events.publish(pageFetched, page);
    return page;
  },
});
