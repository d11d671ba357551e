/** Where a request stands in its trace: W3C Trace Context. */
export interface Trace {
  trace_id: string;
  span_id: string;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Goes on with the caller's trace, or starts one from a new UUID. */
export function traceFrom(traceparent: string | undefined, newId: () => string): Trace {
  const span_id = newId().replaceAll('-', '').slice(0, 16);
  const given = TRACEPARENT.exec(traceparent ?? '')?.[1];
  return { trace_id: given ?? newId().replaceAll('-', ''), span_id };
}
