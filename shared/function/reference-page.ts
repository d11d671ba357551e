/** The parts of an OpenAPI document that the page shows. */
interface ReadableDocument {
  info: { title: string; description?: string };
  paths?: Record<string, Record<string, unknown> | undefined>;
  components?: { responses?: Record<string, { description?: string } | undefined> };
}

interface ReadableSchema {
  type?: string;
  description?: string;
  example?: unknown;
  enum?: unknown[];
  items?: ReadableSchema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  default?: unknown;
  properties?: Record<string, ReadableSchema>;
  required?: string[];
}

interface ReadableOperation {
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    example?: unknown;
    schema?: ReadableSchema;
  }[];
  requestBody?: { content: Record<string, { schema?: ReadableSchema } | undefined> };
  responses?: Record<string, { $ref?: string; description?: string }>;
}

interface Placed {
  path: string;
  method: string;
  operation: ReadableOperation;
}

interface Field extends ReadableSchema {
  name: string;
  needed: boolean;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
  h2 { margin-top: 3rem; text-transform: capitalize }
  section { border-top: 1px solid #8884; padding: .75rem 0 }
  code { font-size: .95em } .method { font-weight: 700 }
  table { border-collapse: collapse; width: 100%; margin-bottom: .5rem } caption { text-align: left; font-weight: 600 } td { padding: .2rem .8rem .2rem 0; vertical-align: top }
  td:first-child { white-space: nowrap } td:nth-child(2):not(:last-child) { width: 30% }`;

/** A page that reads well without scripts: every operation with its parameters, its body and its answers. */
export function referencePage(document: object): string {
  const { info, paths = {}, components } = document as ReadableDocument;
  const shared = components?.responses ?? {};
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => ({
      path,
      method,
      operation: operation as ReadableOperation,
    })),
  );
  const groups = [...new Set(operations.map(groupOf))];
  const body = groups
    .map((name) => {
      const members = operations.filter((operation) => groupOf(operation) === name);
      return `<h2>${escape(name)}</h2>${members.map((member) => section(member, shared)).join('')}`;
    })
    .join('');
  const introduction = (info.description ?? '')
    .split('\n\n')
    .map((paragraph) => `<p>${prose(paragraph)}</p>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} API</title><style>${style}</style>
<h1>${escape(info.title)} API</h1>${introduction.join('')}
<p>The same for machines: <a href="/openapi.json">/openapi.json</a></p>${body}</html>`;
}

function groupOf({ operation }: Placed): string {
  return operation.tags?.[0] ?? 'other';
}

function section(
  { path, method, operation }: Placed,
  shared: NonNullable<ReadableDocument['components']>['responses'],
): string {
  const parameters = (operation.parameters ?? []).map(({ name, required, schema, ...about }) => ({
    ...schema,
    ...about,
    name,
    needed: required ?? false,
  }));
  const answers = Object.entries(operation.responses ?? {}).map(([status, { $ref, description }]) => {
    const said = description ?? shared?.[$ref?.split('/').at(-1) ?? '']?.description;
    return `<tr><td>${escape(status)}</td><td>${prose(said)}</td></tr>`;
  });
  const needs = needsOf(operation.security ?? []);
  return `<section><h3><span class="method">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>
<p><b>${escape(operation.summary ?? '')}</b></p><p>${prose(operation.description)}${needs}</p>
${table('Parameters', parameters)}${table('Body', bodyFields(operation))}
<details><summary>Answers</summary><table>${answers.join('')}</table></details></section>`;
}

/** None of it where one of the ways in asks for nothing. */
function needsOf(security: readonly Readonly<Record<string, readonly string[]>>[]): string {
  if (security.length === 0 || security.some((way) => Object.keys(way).length === 0)) return '';
  if (security.some((way) => way['operator'])) return ' For administrators.';
  const scopes = security
    .flatMap((way) => way['bearer'] ?? [])
    .map((scope) => `<code>${escape(scope)}</code>`);
  return ` Needs a token with the scope ${scopes.join(' or ')}.`;
}

function bodyFields({ requestBody }: ReadableOperation): Field[] {
  const { properties = {}, required = [] } = requestBody?.content['application/json']?.schema ?? {};
  return Object.entries(properties).map(([name, schema]) => ({
    ...schema,
    name,
    needed: required.includes(name),
  }));
}

function table(caption: string, fields: readonly Field[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map((field) => {
    const example = field.example === undefined ? '' : ` E.g. \`${[field.example].flat().join(',')}\``;
    return `<tr><td><code>${escape(field.name)}</code>${field.needed ? ' *' : ''}</td><td>${escape(kindOf(field))}</td><td>${prose(`${field.description ?? ''}${example}`)}</td></tr>`;
  });
  return `<table><caption>${caption}</caption>${rows.join('')}</table>`;
}

/** e.g. `integer, 1 to 100, 20 when absent`. */
function kindOf({
  type,
  items,
  minimum,
  maximum,
  maxLength,
  default: absent,
  ...schema
}: ReadableSchema): string {
  const choice = schema.enum ?? items?.enum;
  return [
    type === 'array' ? 'list' : (type ?? 'any'),
    choice && `of ${choice.join(', ')}`,
    minimum !== undefined && `${minimum} to ${maximum}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    absent !== undefined && `${absent} when absent`,
  ]
    .filter(Boolean)
    .join(', ')
    .replace('list, of', 'list of');
}

/** Text with Markdown's code marks. */
function prose(text: string | undefined): string {
  return escape(text ?? '').replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
