/** The parts of an OpenAPI document that the page shows. */
interface ReadableDocument {
  info: { title: string; description?: string };
  paths?: Record<string, Record<string, unknown> | undefined>;
}

interface ReadableOperation {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: { type?: string; description?: string };
  }[];
  responses?: Record<string, { description?: string }>;
}

interface Placed {
  path: string;
  method: string;
  operation: ReadableOperation;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
  h2 { margin-top: 3rem; text-transform: capitalize }
  section { border-top: 1px solid #8884; padding: .75rem 0 }
  code { font-size: .95em } .method { font-weight: 700 }
  table { border-collapse: collapse; width: 100% } td { padding: .2rem .8rem .2rem 0; vertical-align: top }
  td:first-child { white-space: nowrap }`;

/** A page that reads well without scripts: every operation with its parameters and answers. */
export function referencePage(document: object): string {
  const { info, paths = {} } = document as ReadableDocument;
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
      return `<h2>${escape(name)}</h2>${members.map(section).join('')}`;
    })
    .join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} API</title><style>${style}</style>
<h1>${escape(info.title)} API</h1><p>${prose(info.description)}</p>
<p>The same for machines: <a href="/openapi.json">/openapi.json</a></p>${body}</html>`;
}

function groupOf({ operation }: Placed): string {
  return operation.tags?.[0] ?? 'other';
}

function section({ path, method, operation }: Placed): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, required, description, schema }) =>
      `<tr><td><code>${escape(name)}</code>${required ? ' *' : ''}</td><td>${prose(description ?? schema?.description ?? schema?.type)}</td></tr>`,
  );
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, { description }]) => `<tr><td>${escape(status)}</td><td>${prose(description)}</td></tr>`,
  );
  return `<section><h3><span class="method">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>
<p><b>${escape(operation.summary ?? '')}</b></p><p>${prose(operation.description)}</p>
${parameters.length > 0 ? `<table>${parameters.join('')}</table>` : ''}
<details><summary>Answers</summary><table>${answers.join('')}</table></details></section>`;
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
