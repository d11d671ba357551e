import type { Events } from '../event/topic.js';

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

/** The same ports, whose messages carry the trace on to whoever handles them. */
export function withTrace<Given extends object>(ports: Given, { trace_id, span_id }: Trace): Given {
  const { events } = ports as { events?: Events };
  if (!events) return ports;
  const traceparent = `00-${trace_id}-${span_id}-01`;
  const traced: Events = {
    publish: (topic, message, attributes) => events.publish(topic, message, { traceparent, ...attributes }),
  };
  return { ...ports, events: traced };
}
