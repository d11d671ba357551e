import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { meters as declared, type MeterName, type Meters } from '../../meters.js';

/** Upper bounds in seconds, from a cache hit to a call that is about to be given up. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Labels = Record<string, string>;
type Move = (labels: Labels, value: number) => void;

export interface PrometheusMeters {
  /** The meters of one service. */
  meters(service: string): Meters;
  /** Everything so far, in Prometheus's text format. */
  render(): Promise<string>;
}

/** All meters of the process, in a registry of their own: several services may share a process. */
export function prometheusMeters(): PrometheusMeters {
  const registry = new Registry();
  const names = Object.keys(declared) as MeterName[];
  const moves = Object.fromEntries(names.map((name) => [name, move(name, registry)])) as Record<
    MeterName,
    Move
  >;
  return {
    meters: (service) => ({
      add: (name, labels, value = 1) => moves[name]({ ...labels, service }, value),
    }),
    render: () => registry.metrics(),
  };
}

function move(name: MeterName, registry: Registry): Move {
  const { kind, labels, help } = declared[name];
  const options = { name, help, labelNames: [...labels, 'service'], registers: [registry] };
  switch (kind) {
    case 'counter': {
      const counter = new Counter(options);
      return (given, value) => counter.inc(given, value);
    }
    case 'gauge': {
      const gauge = new Gauge(options);
      return (given, value) => gauge.inc(given, value);
    }
    case 'histogram': {
      const histogram = new Histogram({ ...options, buckets });
      return (given, value) => histogram.observe(given, value);
    }
  }
}
