import { rounded } from '../bench/table.js';
import type { CostReport } from './report.js';

/** Rows as aligned text: the first column and what is no number to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || !/^[+-]?[\d.,]+( \w+)?$/.test(cell)
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const usd = (value: number) => (Math.abs(value) >= 10 ? whole(value) : value.toFixed(2));
const signed = (value: number) => (value >= 0 ? `+${usd(value)}` : usd(value));

/** The report for a terminal. */
export function textOf(report: CostReport): string {
  return [
    head(report),
    bills(report),
    choices(report),
    catalogue(report),
    capacity(report),
    breaking(report),
    doubts(report),
  ].join('\n\n');
}

function head({ profile, total, per_viewer, cluster, budget_holds_from }: CostReport): string {
  return `${whole(profile.viewers)} monthly viewers, ${whole(profile.titles)} titles: $${whole(total)} a month, $${per_viewer.toFixed(4)} a viewer
Qdrant: ${cluster.nodes} nodes of ${cluster.gibPerNode} GiB, ${profile.qdrant.replicas} replicas. ${budget_holds_from === null ? 'The $0.04 a viewer is never held' : `The $0.04 a viewer holds from ${whole(budget_holds_from)} viewers on`}.`;
}

function bills({ by_product, by_service }: CostReport): string {
  const rows = (name: string, totals: CostReport['by_product']) =>
    columns([
      [name, 'USD', 'of it planned'],
      ...totals.map((row) => [row.name, usd(row.usd), row.planned > 0 ? usd(row.planned) : '']),
    ]);
  return `${rows('by product', by_product)}\n\n${rows('by service', by_service)}`;
}

function choices({ knobs }: CostReport): string {
  return columns([
    ['what a choice adds or saves', 'USD'],
    ...knobs.map((knob) => [knob.name, signed(knob.usd)]),
  ]);
}

function catalogue({ catalogue: works }: CostReport): string {
  return columns([
    ['work on the catalogue', 'titles', 'hours', 'USD', 'bound by'],
    ...works.map(({ name, titles, hours, usd: dollars, bound }) => [
      name,
      whole(titles),
      rounded(hours),
      usd(dollars),
      bound,
    ]),
  ]);
}

function capacity({ capacity: { services, targets } }: CostReport): string {
  const own = columns([
    ['requests a second', 'an instance', 'instances', 'together'],
    ...services.map((row) => [
      `${row.service}${row.planned ? ' (planned)' : ''}`,
      rounded(row.perInstance),
      String(row.instances),
      whole(row.perSecond),
    ]),
  ]);
  const design = columns([
    ['capacity of the design', 'asked', 'has', '', 'instances that it takes'],
    ...targets.map((row) => [
      row.name,
      whole(row.target),
      whole(row.perSecond),
      row.met ? 'met' : 'MISSED',
      Object.entries(row.needed)
        .map(([service, instances]) => `${service} ${instances}`)
        .join(', '),
    ]),
  ]);
  return `${own}\n\n${design}`;
}

function breaking({ breaks, scales }: CostReport): string {
  const order = columns([
    ['what breaks at the peak', 'viewers', 'limit'],
    ...breaks.map((row) => [row.name, whole(row.viewers), `${whole(row.limit)} ${row.unit}`]),
  ]);
  const each = scales.map(({ viewers, total, relieved, broken }) => {
    const lines = broken.map(
      (row) => `  ${row.name}: ${whole(row.load)} of ${whole(row.limit)} ${row.unit}. Then: ${row.then}`,
    );
    return [
      `At ${whole(viewers)} viewers ($${whole(total)} a month; with the choices that save and the replicas that it takes $${whole(relieved)}):`,
      ...(lines.length > 0 ? lines : ['  nothing']),
    ].join('\n');
  });
  return [order, ...each].join('\n\n');
}

function doubts(report: CostReport): string {
  const { prices_taken, recalled_prices, recalled_share, guessed, processor_ratio } = report;
  return `List prices of ${prices_taken}. Written from memory, not looked up: ${recalled_prices.join(', ')}; products with such a price are ${Math.round(recalled_share * 100)}% of the bill.
The profile (pulumi/cost/load-profile.ts) is assumed; a Cloud Run vCPU counts as ${processor_ratio} of the measured machine's.
${guessed.length === 0 ? 'Times and sizes are measured (npm run bench -- capacity twenty-million).' : `Not measured here, so guessed: ${guessed.join('; ')}`}`;
}
