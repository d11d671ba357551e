import { z } from 'zod';
import { type Endpoint, endpoint } from '../../shared/function/endpoint.js';
import { OpenApiDocument, openApiDocument } from '../../shared/function/openapi.js';
import { services } from '../manifest.js';

export const openapi: Endpoint<unknown> = endpoint({
  summary: 'This API as an OpenAPI 3.1 document',
  query: z.strictObject({}),
  answer: OpenApiDocument,
  handle: async ({ origin }) => (await openApiDocument(services, origin)) as z.input<typeof OpenApiDocument>,
});
