/** The meters and their labels, under the names that dashboards and alerts use; all carry `service` as well. */
export const meters = {
  http_requests_total: { kind: 'counter', labels: ['method', 'path', 'status'], help: 'Requests answered.' },
  http_request_duration_seconds: {
    kind: 'histogram',
    labels: ['method', 'path'],
    help: 'Time to answer a request.',
  },
  active_connections: { kind: 'gauge', labels: [], help: 'Requests being answered.' },
  cache_hits_total: { kind: 'counter', labels: ['cache_type'], help: 'Answers found in a cache.' },
  cache_misses_total: { kind: 'counter', labels: ['cache_type'], help: 'Answers not found in a cache.' },
  database_query_duration_seconds: {
    kind: 'histogram',
    labels: ['database', 'operation'],
    help: 'Time of a database call.',
  },
  messages_handled_total: {
    kind: 'counter',
    labels: ['function', 'outcome'],
    help: 'Pub/Sub messages and scheduled jobs.',
  },
} as const;

export type MeterName = keyof typeof meters;
type LabelsOf<Name extends MeterName> = Record<(typeof meters)[Name]['labels'][number], string>;

/** Counts (add 1 or more), observes seconds, or moves a gauge by `value`. */
export interface Meters {
  add<Name extends MeterName>(name: Name, labels: LabelsOf<Name>, value?: number): void;
}
