import type { SuiteState } from './state.js';

/** What the suite is doing, on one page without scripts. */
export function consolePage(state: SuiteState): string {
  const tables = Object.entries({
    queues: state.queues,
    schedules: state.schedules,
    functions: state.functions,
    'dead letters': state.dead_letters,
    faults: state.faults,
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Media Gateway console</title>
<style>:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif } body { margin: 2rem } table { border-collapse: collapse } td, th { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top }</style>
<h1>Media Gateway console</h1><p>It is ${escape(state.clock)} here. The state for machines: <code>GET /control/state</code></p>
${tables.map(([name, rows]) => `<h2>${name}</h2>${table(rows as Record<string, unknown>[])}`).join('')}</html>`;
}

function table(rows: readonly Record<string, unknown>[]): string {
  const [first] = rows;
  if (!first) return '<p>None.</p>';
  const columns = Object.keys(first);
  const head = columns.map((column) => `<th>${escape(column)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => `<td>${escape(text(row[column]))}</td>`).join('')}</tr>`,
  );
  return `<table><tr>${head}</tr>${body.join('')}</table>`;
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function escape(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
