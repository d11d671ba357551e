import { z } from 'zod';
import { type Endpoint, endpoint } from '../../shared/function/endpoint.js';
import { openApiDocument } from '../../shared/function/openapi.js';
import { referencePage } from '../../shared/function/reference-page.js';
import { services } from '../manifest.js';

export const reference: Endpoint<unknown> = endpoint({
  summary: 'This API as a page to read',
  query: z.strictObject({}),
  answer: z.string().meta({ description: 'HTML.' }),
  contentType: 'text/html',
  handle: async ({ origin }) => referencePage(await openApiDocument(services, origin)),
});
