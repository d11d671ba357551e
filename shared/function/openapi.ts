import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiRequestBodyObject,
} from 'zod-openapi';
import { isAdministration, isGranted, type Permission, scopeFor, scopes } from '../account/roles.js';
import { ProblemBody, type ProblemCode, problems } from '../problem/problem.js';
import { isOpenTo } from '../viewer/viewer.js';
import type { Manifest, RequestRoute } from './declare.js';
import type { Described } from './endpoint.js';

type Responses = ZodOpenApiOperationObject['responses'];
type Response = Exclude<Responses[`4${string}`], undefined>;
type Document = ReturnType<typeof createDocument>;
type Parameter = Exclude<
  NonNullable<NonNullable<Document['paths']>[string]['parameters']>[number],
  { $ref: string }
>;

const description = `Search, recommendations and availability over many streaming platforms.

Lists answer \`data\` and \`pagination\`; where \`has_more\` is true, the same request with \`cursor=<next_cursor>\` is the next page. \
Failures are \`application/problem+json\` (RFC 9457) with a \`code\` to branch on and a \`detail\` that says what to do. \
Every GET may be sent as HEAD, and OPTIONS tells the methods of a path; another method is answered 405 with \`Allow\`. Parameters that an operation does not list are refused, \
and so is more than 16 KiB of path and headers (431).

\`/content/*\` is the whole catalogue, newest first, whether or not a title can be watched; \`/discover/*\` has only what some platform offers, \
most popular first; \`/recommendations/trending\` picks from \`/content/trending\` what can be watched, varied and with reasons.`;

const ProblemSchema = ProblemBody.meta({
  id: 'Problem',
  description: 'What went wrong and what to do (RFC 9457).',
});

/** What the pipeline may answer to any request, whatever the endpoint. */
const anywhere = [
  'not-authenticated',
  'payload-too-large',
  'unsupported-media-type',
  'internal',
  'dependency-unavailable',
] as const satisfies readonly ProblemCode[];

const scopesInWords = Object.entries(scopes)
  .map(([scope, meaning]) => `\`${scope}\` (${meaning.toLowerCase()})`)
  .join(', ');

const idempotencyKey = z.string().max(257).optional().meta({
  description: 'Makes sending the request again harmless for 24 hours; a UUID of your own.',
  example: '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11',
});

const profile = z.uuid().optional().meta({
  description: 'The profile of the account that the request is made from; the owner’s where absent.',
  example: '9b2e1c64-3f7a-4c1d-8a55-6d0f2b7c9e10',
});

const limitFields = {
  'ratelimit-policy': { $ref: '#/components/headers/RateLimitPolicy' },
  ratelimit: { $ref: '#/components/headers/RateLimit' },
};
const requestId = { 'x-request-id': { $ref: '#/components/headers/RequestId' } };
/** Headers that come with a status, beside the request's id. */
const headersOf: Readonly<Record<number, Record<string, object>>> = {
  401: { 'www-authenticate': { description: 'How to sign in.', schema: { type: 'string' } } },
  429: {
    'retry-after': { description: 'Seconds after which one is let through.', schema: { type: 'integer' } },
    ...limitFields,
  },
  503: { 'retry-after': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
};

/** One object each, because the same object becomes one component of the document. */
const shared = new Map<ProblemCode, Response>(
  [...anywhere, 'rate-limited' as const].map((code) => [code, { ...failure([code]), id: code }]),
);

/** The OpenAPI 3.1 document of every public route, from the same schemas that parse and answer. */
export async function openApiDocument(manifest: Manifest, origin: string): Promise<Record<string, unknown>> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [service, { audience, routes }] of Object.entries(manifest)) {
    if (audience !== 'public') continue;
    for (const [name, route] of Object.entries(routes)) {
      if (route.trigger !== 'request') continue;
      const endpoint = await route.load();
      const described = endpoint.kind === 'node' ? endpoint.described : endpoint;
      if (!described) continue;
      const operations = (paths[route.path] ??= {});
      operations[route.method.toLowerCase()] = operation(service, name, route, described);
    }
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: { title: 'Media Gateway', version: '1.0.0', description },
    servers: [{ url: origin }],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      headers: {
        RateLimit: {
          description: 'How many requests are left (`r`), and seconds until there are more (`t`).',
          schema: { type: 'string', examples: ['"common";r=9;t=60'] },
        },
        RateLimitPolicy: {
          description: 'How many requests (`q`) may be sent in any window of `w` seconds.',
          schema: { type: 'string', examples: ['"common";q=10;w=60'] },
        },
        ETag: {
          description: 'Names this version of the answer, for `If-None-Match`.',
          schema: { type: 'string', examples: ['"vS8PYb2bB6Xl3Q0Jf0n5Cw"'] },
        },
        RequestId: { description: 'Names this request in our logs.', schema: { type: 'string' } },
      },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `An access token. Its scopes: ${scopesInWords}.`,
        },
        operator: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A Google identity token of one of the operators.',
        },
      },
    },
  });
  return { ...withReadableParameters(document) };
}

function operation(
  service: string,
  name: string,
  route: RequestRoute,
  endpoint: Described,
): ZodOpenApiOperationObject {
  const { summary, params, query, body, keyed, answer } = endpoint;
  const { status = 200, contentType = 'application/json' } = endpoint;
  return {
    operationId: name,
    tags: [service],
    summary,
    ...(endpoint.description && { description: endpoint.description }),
    security: securityOf(route.permission),
    'x-permission': route.permission,
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      header: z.object({
        ...(keyed && { 'Idempotency-Key': idempotencyKey }),
        ...(isMadeFromProfile(route) && { 'X-Profile': profile }),
      }),
    },
    ...(body && { requestBody: requestBody(body, endpoint) }),
    responses: {
      [String(status)]: {
        description: meaningOf[status],
        headers: {
          ...requestId,
          ...(status === 303 && { location: { description: 'Where.', schema: { type: 'string' } } }),
          ...(route.limit !== null && limitFields),
          ...(route.cache && { etag: { $ref: '#/components/headers/ETag' } }),
        },
        ...(status !== 303 && {
          content: {
            [contentType]: { schema: answer },
            ...(endpoint.stream !== undefined && { 'text/event-stream': { schema: z.string() } }),
          },
        }),
      },
      ...(route.cache && {
        304: { description: 'The client has it (`If-None-Match`).', headers: requestId },
      }),
      ...failures(endpoint, problemsOf(route, endpoint)),
    },
  };
}

const meaningOf = {
  200: 'The answer.',
  201: 'The answer.',
  202: 'Taken on; the work goes on.',
  303: 'It goes on elsewhere.',
} as const satisfies Record<NonNullable<Described['status']>, string>;

function requestBody(schema: z.ZodType, { forms }: Described): ZodOpenApiRequestBodyObject {
  return {
    required: true,
    content: {
      'application/json': { schema },
      ...(forms && { 'application/x-www-form-urlencoded': { schema } }),
    },
  };
}

/** Who may: anybody, also with a token; who has a token with a scope; administrators, also by Google. */
function securityOf(permission: Permission): Record<string, string[]>[] {
  const scope = scopeFor(permission);
  if (scope === null) return [{}, { bearer: [] }];
  return [{ bearer: [scope] }, ...(isAdministration(permission) ? [{ operator: [] }] : [])];
}

/** Pages and health are the same for everybody. */
function isMadeFromProfile({ credentials, limit }: RequestRoute): boolean {
  return credentials === 'bearer' && limit !== null;
}

/** What the pipeline answers to requests of this route. */
function problemsOf(route: RequestRoute, { keyed }: Described): ProblemCode[] {
  const { limit, permission } = route;
  return [
    ...(isMadeFromProfile(route) ? ['profile-not-found' as const] : []),
    ...(isOpenTo('kids', permission) ? [] : ['not-in-this-profile' as const]),
    ...(limit === null ? [] : ['rate-limited' as const]),
    ...(isGranted('anonymous', permission) ? [] : (['forbidden', 'insufficient-scope'] as const)),
    ...(keyed ? ['idempotency-key-reused' as const] : []),
  ];
}

function failures(
  { problems: own = [], failures: others }: Described,
  ofRoute: readonly ProblemCode[],
): Responses {
  const codes = [
    ...new Set<ProblemCode>(['invalid-request', 'malformed-body', ...own, ...ofRoute, ...anywhere]),
  ];
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const [first, ...more] = codes.filter((code) => problems[code].status === status);
      const inOtherWords = ownWords.includes(status) ? others : undefined;
      const alone = first && more.length === 0 && !inOtherWords ? shared.get(first) : undefined;
      return [String(status), alone ?? failure(first ? [first, ...more] : more, inOtherWords)];
    }),
  );
}

/** Statuses that an endpoint answers itself where it has words of its own for failures. */
const ownWords = [400, 401, 500, 503];

/** The answer for problems of one status. */
function failure(codes: readonly ProblemCode[], inOtherWords: Described['failures'] = {}): Response {
  const [status] = codes.map((code) => problems[code].status);
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
    headers: { ...requestId, ...headersOf[status ?? 0] },
    content: {
      'application/problem+json': { schema: ProblemSchema },
      ...Object.fromEntries(Object.entries(inOtherWords).map(([type, schema]) => [type, { schema }])),
    },
  };
}

/** What the schema of a parameter says for people stands beside it, where tools look; lists have commas. */
function withReadableParameters(document: Document): Document {
  const operations = Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods));
  for (const { parameters = [] } of operations as { parameters?: Parameter[] }[]) {
    for (const parameter of parameters) {
      const { description, example, ...schema } = (parameter.schema ?? {}) as Record<string, unknown>;
      Object.assign(parameter, { description, example, schema });
      if (schema['type'] === 'array') Object.assign(parameter, { style: 'form', explode: false });
    }
  }
  return document;
}

/** The document itself, as an answer. */
export const OpenApiDocument = z.record(z.string(), z.unknown()).meta({ description: 'OpenAPI 3.1.' });
