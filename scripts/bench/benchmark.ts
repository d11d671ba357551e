/** One number that was measured. Figures that depend on the machine stand beside a peer or a bare floor of the same run. */
export interface Figure {
  what: string;
  value: number;
  /** `x` is a ratio over the peer or floor that `what` names. */
  unit: 'ms' | '1/s' | 'x' | 's' | 'MB' | 'USD' | '';
  target?: Target;
}

export type Target = { atMost: number } | { atLeast: number };

export type Chart = {
  title: string;
  /** Of the values, e.g. `ms`. */
  unit: string;
} & (
  | { kind: 'bars'; bars: readonly { label: string; value: number; target?: number }[] }
  | {
      kind: 'lines';
      /** What runs from left to right. */
      along: string;
      scale: 'linear' | 'logarithmic';
      lines: readonly { label: string; points: readonly (readonly [x: number, y: number])[] }[];
    }
);

export interface Report {
  figures: readonly Figure[];
  chart: Chart;
}

export interface BenchmarkContext {
  /** The folder of the data to measure with (`BENCH_DATA`). */
  data: string | undefined;
  /** What goes on, for the person who waits. */
  say(progress: string): void;
}

/** Why a benchmark cannot run here; the message says what is missing. */
export class Skipped extends Error {}

export interface Benchmark {
  /** A sentence: what is measured, over what. */
  about: string;
  /** @throws Skipped */
  run(context: BenchmarkContext): Promise<Report>;
}

/** Whether a figure is as good as it should be; nothing where no target is set. */
export function met({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}
