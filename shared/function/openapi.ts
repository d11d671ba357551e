import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { may, type Permission } from '../account/roles.js';
import { ProblemBody, type ProblemCode, problems } from '../problem/problem.js';
import type { Manifest, RequestRoute } from './declare.js';
import type { Endpoint } from './endpoint.js';

const ProblemSchema = ProblemBody.meta({
  id: 'Problem',
  description: 'What went wrong and what to do (RFC 9457).',
});
/** What any request may meet. */
const always: readonly ProblemCode[] = ['internal', 'dependency-unavailable'];

/** The OpenAPI 3.1 document of every public route, from the same schemas that parse and answer. */
export async function openApiDocument(manifest: Manifest, origin: string): Promise<Record<string, unknown>> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [service, { audience, routes }] of Object.entries(manifest)) {
    if (audience !== 'public') continue;
    for (const [name, route] of Object.entries(routes)) {
      if (route.trigger !== 'request') continue;
      const operations = (paths[route.path] ??= {});
      operations[route.method.toLowerCase()] = operation(service, name, route, await route.load());
    }
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Media Gateway',
      version: '1.0.0',
      description:
        'Search, recommendations and availability over many streaming platforms. ' +
        'Failures are application/problem+json; lists answer `data` and `pagination`.',
    },
    servers: [{ url: origin }],
    paths: paths as ZodOpenApiPathsObject,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
  return { ...document };
}

function operation(
  service: string,
  name: string,
  route: RequestRoute,
  endpoint: Endpoint<never>,
): ZodOpenApiOperationObject {
  const {
    summary,
    description,
    params,
    query,
    body,
    answer,
    status = 200,
    contentType = 'application/json',
  } = endpoint;
  const open = may({ role: 'anonymous' }, route.permission satisfies Permission);
  return {
    operationId: name,
    tags: [service],
    summary,
    ...(description && { description }),
    ...(!open && { security: [{ bearer: [] }] }),
    ...((params || query) && { requestParams: { ...(params && { path: params }), ...(query && { query }) } }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [String(status)]: {
        description: 'Done.',
        headers: {
          'x-request-id': { schema: { type: 'string' }, description: 'Names this request in our logs.' },
        },
        content: { [contentType]: { schema: answer } },
      },
      ...failures(endpoint),
    },
  };
}

function failures({
  params,
  query,
  body,
  problems: own = [],
}: Endpoint<never>): ZodOpenApiOperationObject['responses'] {
  const input: ProblemCode[] = params || query || body ? ['invalid-request'] : [];
  const bodies: ProblemCode[] = body ? ['malformed-body', 'unsupported-media-type'] : [];
  const codes = [
    ...new Set<ProblemCode>([
      ...input,
      ...bodies,
      'payload-too-large',
      'not-authenticated',
      ...own,
      ...always,
    ]),
  ];
  const statuses = [...new Set(codes.map((code) => problems[code].status))];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: codes
          .filter((code) => problems[code].status === status)
          .map((code) => `\`${code}\`: ${problems[code].title}.`)
          .join(' '),
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    ]),
  );
}

/** The document itself, as an answer. */
export const OpenApiDocument = z.record(z.string(), z.unknown()).meta({ description: 'OpenAPI 3.1.' });
