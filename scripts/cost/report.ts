import { billFor, totals } from '../../pulumi/cost/bill.js';
import { serviceCapacities, targetCapacities } from '../../pulumi/cost/capacity.js';
import { catalogueWork } from '../../pulumi/cost/catalogue-work.js';
import { turned } from '../../pulumi/cost/knobs.js';
import { breakingOrder, budgetHoldsFrom, limitsAt, relief } from '../../pulumi/cost/limits.js';
import type { LoadProfile } from '../../pulumi/cost/load-profile.js';
import { type Prices, TAKEN } from '../../pulumi/cost/prices.js';
import { clusterFor, pointBytes } from '../../pulumi/cost/qdrant-size.js';
import { PROCESSOR_RATIO } from '../../pulumi/cost/run-time.js';
import type { Assumptions } from '../../pulumi/cost/workload.js';
import type { Manifest } from '../../shared/function/declare.js';
import type { Chart } from '../bench/benchmark.js';

/** Monthly viewers at which the bill and the limits are shown. */
const scales = [100_000, 1_000_000, 10_000_000] as const;
const plotted = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000] as const;
/** Lines of the plot beside the total. */
const PLOTTED_PRODUCTS = 5;

/** Everything that `npm run cost` prints, in dollars a month. */
export function reportOf(manifest: Manifest, prices: Prices, all: Assumptions) {
  const at = (viewers: number): Assumptions => ({ ...all, profile: { ...all.profile, viewers } });
  const bill = billFor(manifest, prices, all);
  const bills = plotted.map((viewers) => ({ viewers, ...billFor(manifest, prices, at(viewers)) }));
  return {
    prices_taken: TAKEN,
    recalled_prices: Object.entries(prices)
      .filter(([, { certainty }]) => certainty === 'recalled')
      .map(([meter]) => meter),
    guessed: all.measured.guessed,
    processor_ratio: PROCESSOR_RATIO,
    profile: all.profile satisfies LoadProfile,
    total: bill.total,
    per_viewer: bill.perViewer,
    recalled_share: shareOfRecalled(bill.lines, prices),
    by_product: totals(bill.lines, 'product'),
    by_service: totals(bill.lines, 'service'),
    lines: bill.lines,
    knobs: turned(manifest, prices, all).sort((a, b) => a.usd - b.usd),
    cluster: clusterFor(all.profile, all.measured),
    point_bytes: pointBytes(all.profile, all.measured),
    catalogue: catalogueWork(manifest, prices, all),
    capacity: {
      services: serviceCapacities(manifest, all),
      targets: targetCapacities(manifest, prices, all),
    },
    budget_holds_from: budgetHoldsFrom(manifest, prices, all) ?? null,
    breaks: breakingOrder(manifest, prices, all),
    scales: scales.map((viewers) => ({
      viewers,
      total: billFor(manifest, prices, at(viewers)).total,
      relieved: billFor(manifest, prices, { ...all, profile: relief(at(viewers)) }).total,
      broken: limitsAt(manifest, prices, at(viewers)).filter(({ load, limit }) => load > limit),
    })),
    curve: bills.map(({ viewers, total, lines }) => ({
      viewers,
      total,
      by_product: totals(lines, 'product').map(({ name, usd }) => ({ name, usd })),
    })),
  };
}

export type CostReport = ReturnType<typeof reportOf>;

/** Share of the dollars that stand in products of which a price is only recalled. */
function shareOfRecalled(lines: readonly { product: string; usd: number }[], prices: Prices): number {
  const all = lines.reduce((sum, { usd }) => sum + usd, 0);
  const products = new Set<string>(
    Object.values(prices).flatMap(({ certainty, product }) => (certainty === 'recalled' ? [product] : [])),
  );
  return lines.filter(({ product }) => products.has(product)).reduce((sum, { usd }) => sum + usd, 0) / all;
}

/** Dollars over viewers: the total and the dearest products of the report's own number of viewers. */
export function chartOf({ curve, by_product }: CostReport): Chart {
  const dearest = by_product.slice(0, PLOTTED_PRODUCTS).map(({ name }) => name);
  const usd = (product: string, row: CostReport['curve'][number]) =>
    row.by_product.find(({ name }) => name === product)?.usd ?? 0;
  return {
    title: 'A month by viewers, 20 million titles',
    unit: 'USD',
    kind: 'lines',
    along: 'monthly viewers',
    scale: 'logarithmic',
    lines: [
      { label: 'total', points: curve.map(({ viewers, total }) => [viewers, total] as const) },
      ...dearest.map((product) => ({
        label: product,
        points: curve
          .map((row) => [row.viewers, usd(product, row)] as const)
          .filter(([, dollars]) => dollars >= 1),
      })),
    ],
  };
}
