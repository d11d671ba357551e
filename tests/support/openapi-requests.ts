import fc from 'fast-check';
import type { Parameter, Placed, Schema } from './openapi-document.js';

export interface GeneratedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Whether the document allows it as it stands. */
  allowed: boolean;
}

interface Draft {
  path: Record<string, string>;
  query: [name: string, text: string][];
  contentType: string;
  body: string | undefined;
}

/** Text that no parameter expects. Path segments of one or two dots are not: clients resolve them away. */
const junk = fc.oneof(
  fc.constantFrom(
    '-1',
    '0',
    '1e9',
    'null',
    '[]',
    '{}',
    'NaN',
    ' ',
    ',',
    ',,a',
    '%',
    '\0',
    '../..',
    '٣',
    '💥',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => !/^\.{1,2}$/.test(text)),
  fc.integer({ min: 1_900, max: 3_000 }).map((length) => 'x'.repeat(length)),
);

/** Requests of an operation as its document describes them, and ones that are nearly so. */
export function requestsOf(placed: Placed): fc.Arbitrary<GeneratedRequest> {
  return fc.tuple(allowedDrafts(placed), fc.option(spoilers(placed), { freq: 2 })).map(([draft, spoil]) => ({
    ...assembled(placed, spoil ? spoil(draft) : draft),
    allowed: spoil === null,
  }));
}

function allowedDrafts({ operation: { parameters = [], requestBody } }: Placed): fc.Arbitrary<Draft> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  // A cursor is whatever an answer gave: one that is made up is wrong by its nature.
  const inQuery = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'cursor');
  const body = requestBody?.content['application/json'].schema;
  return fc.record({
    path: fc.record(Object.fromEntries(inPath.map((parameter) => [parameter.name, texts(parameter)]))),
    query: fc
      .record(Object.fromEntries(inQuery.map((parameter) => [parameter.name, texts(parameter)])), {
        requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
      })
      .map((query) => Object.entries(query)),
    contentType: fc.constant('application/json'),
    body: body ? values(body).map((value) => JSON.stringify(value)) : fc.constant(undefined),
  });
}

function texts({ schema, example }: Parameter): fc.Arbitrary<string> {
  const asText = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value));
  return likely(example, values(schema)).map(asText);
}

function values(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const own = valuesOfType(schema);
  return schema.example === undefined ? own : likely(schema.example, own);
}

/** Mostly the example, because most made-up names of platforms, countries and runs are unknown. */
function likely(example: unknown, own: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(example) }, { weight: 1, arbitrary: own });
}

const plain: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  null: fc.constant(null),
  boolean: fc.boolean(),
};

function valuesOfType(schema: Schema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => values({ ...schema, type })));
  const { type, minimum = 0, maximum = 2 ** 31 } = schema;
  const known = plain[type ?? ''];
  if (known) return known;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    case 'number':
      return fc
        .integer({ min: minimum * 100, max: Math.min(maximum * 100, 2 ** 31 - 1) })
        .map((n) => n / 100);
    case 'array':
      return fc.array(values(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case 'object':
      return objects(schema);
    case 'string':
      return strings(schema);
    default:
      if (schema.anyOf) return fc.oneof(...schema.anyOf.map(values));
      throw new Error(`The generator does not know schemas like ${JSON.stringify(schema)}`);
  }
}

function strings({ minLength = 0, maxLength = 200, pattern }: Schema): fc.Arbitrary<string> {
  return pattern
    ? fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength)
    : fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
}

function objects({ properties = {}, required = [], anyOf }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      name === 'cursor' ? [] : [[name, values(schema)]],
    ),
  );
  return fc
    .constantFrom(...(anyOf ?? [{}]))
    .chain((one) => fc.record(fields, { requiredKeys: [...required, ...(one.required ?? [])] }));
}

type Spoiler = (draft: Draft) => Draft;

/** One thing that is wrong with a request. */
function spoilers({ operation: { parameters = [], requestBody } }: Placed): fc.Arbitrary<Spoiler> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const name = fc.constantFrom('colour', ...inQuery.map((parameter) => parameter.name));
  const wrongQuery = fc.tuple(name, junk).map(
    ([key, text]): Spoiler =>
      (draft) => ({ ...draft, query: [...without(draft, key), [key, text]] }),
  );
  const twice = fc.tuple(name, junk).map(
    ([key, text]): Spoiler =>
      (draft) => ({ ...draft, query: [...draft.query, [key, text], [key, text]] }),
  );
  const missing = name.map(
    (key): Spoiler =>
      (draft) => ({ ...draft, query: without(draft, key) }),
  );
  const wrongPath = fc.tuple(fc.constantFrom(...inPath.map((parameter) => parameter.name), ''), junk).map(
    ([key, text]): Spoiler =>
      (draft) => ({ ...draft, path: { ...draft.path, ...(key && { [key]: text }) } }),
  );
  const anyBody = fc.oneof(
    fc.json(),
    junk,
    fc.constantFrom(
      '',
      '{"q":',
      '{"q":"a","q":1}',
      '{"__proto__":{"q":"a"}}',
      `${'['.repeat(70)}${']'.repeat(70)}`,
    ),
  );
  const wrongBody = anyBody.map(
    (body): Spoiler =>
      (draft) => ({ ...draft, body }),
  );
  const wrongType = fc
    .constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin9')
    .map(
      (contentType): Spoiler =>
        (draft) => ({ ...draft, contentType }),
    );
  return fc.oneof(
    wrongQuery,
    twice,
    missing,
    ...(inPath.length > 0 ? [wrongPath] : []),
    ...(requestBody ? [wrongBody, wrongBody, wrongType] : []),
  );
}

function without({ query }: Draft, name: string): Draft['query'] {
  return query.filter(([key]) => key !== name);
}

function assembled(
  placed: Placed,
  { path, query, contentType, body }: Draft,
): Omit<GeneratedRequest, 'allowed'> {
  const filled = placed.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ''));
  const search = query.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
  return {
    method: placed.method,
    path: search.length > 0 ? `${filled}?${search.join('&')}` : filled,
    headers: body === undefined ? {} : { 'content-type': contentType },
    body,
  };
}

/** The request that the examples make: all that is needed, and nothing else. */
export function exampleOf({ method, path, operation }: Placed): Omit<GeneratedRequest, 'allowed'> {
  const { parameters = [], requestBody } = operation;
  const example = (name: string) => String(parameters.find((parameter) => parameter.name === name)?.example);
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name }) => [name, example(name)]);
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(example(name)));
  const schema = requestBody?.content['application/json'].schema;
  return {
    method,
    path: query.length > 0 ? `${filled}?${new URLSearchParams(Object.fromEntries(query))}` : filled,
    headers: schema ? { 'content-type': 'application/json' } : {},
    body: schema && JSON.stringify(exampleBody(schema)),
  };
}

function exampleBody({ properties = {}, required = [], anyOf: [first] = [] }: Schema): unknown {
  const needed = [...required, ...(first?.required ?? [])];
  return Object.fromEntries(needed.map((name) => [name, properties[name]?.example]));
}
