import { z } from 'zod';
import { deadLetters } from '../event/dead-letters.js';
import type { PortPool } from '../ports.js';
import type { MessageRoute, ScheduleRoute } from './declare.js';
import { MAX_DELIVERY_ATTEMPTS } from './subscriber.js';
import { traceFrom, withTrace } from './trace.js';

/** Only what the receiver of a push or of a schedule's call decides: 204 acknowledges, 500 asks for another attempt. */
export type PushStatus = 204 | 400 | 500;

/** What Pub/Sub posts to a push endpoint (cloud.google.com/pubsub/docs/push). */
const PushEnvelope = z.object({
  message: z.object({
    data: z.string().default(''),
    attributes: z
      .record(z.string(), z.string())
      .nullish()
      .transform((attributes) => attributes ?? {}),
    messageId: z.string(),
    publishTime: z.string(),
  }),
  deliveryAttempt: z.int().optional(),
});
type PushEnvelope = z.output<typeof PushEnvelope>;

interface PushContext {
  name: string;
  pool: PortPool;
}

/**
 * The pipeline round every Pub/Sub function. A failed attempt is logged with its reason;
 * the last one carries message and reason to the dead letters itself, because Pub/Sub would forward no reason.
 */
export async function receiveMessage(
  route: MessageRoute,
  body: unknown,
  { name, pool }: PushContext,
): Promise<PushStatus> {
  const envelope = PushEnvelope.safeParse(body);
  if (!envelope.success) return 400;
  const { message, deliveryAttempt = 1 } = envelope.data;
  const { core } = pool;
  const trace = traceFrom(message.attributes.traceparent, core.newId);
  const at = { ...trace, function: name, attempt: deliveryAttempt, message_id: message.messageId };
  try {
    const [subscriber, ports] = await Promise.all([route.load(), pool.take(route.uses)]);
    const content = subscriber.topic.schema.parse(contentOf(message.data));
    await subscriber.handle(content as never, withTrace(ports, trace) as never, {
      id: message.messageId,
      attempt: deliveryAttempt,
      attributes: message.attributes,
      publishedAt: Date.parse(message.publishTime),
    });
    core.log('info', 'message handled', at);
    core.meters.add('messages_handled_total', { function: name, outcome: 'done' });
    return 204;
  } catch (error) {
    const reason = reasonOf(error);
    core.log('warn', 'message not handled', { ...at, reason });
    core.meters.add('messages_handled_total', { function: name, outcome: 'failed' });
    if (deliveryAttempt < MAX_DELIVERY_ATTEMPTS) return 500;
    return buryWithReason(envelope.data, { reason, poison: isPoison(error) }, route, { name, pool });
  }
}

async function buryWithReason(
  { message, deliveryAttempt = 1 }: PushEnvelope,
  { reason, poison }: { reason: string; poison: boolean },
  route: MessageRoute,
  { name, pool }: PushContext,
): Promise<PushStatus> {
  try {
    const { events } = await pool.take(['events']);
    await events.publish(deadLetters, contentOrText(message.data), {
      reason: reason.slice(0, 1_000),
      topic: route.topic.name,
      function: name,
      attempts: String(deliveryAttempt),
      poison: String(poison),
      redrives: message.attributes['redrives'] ?? '0',
    });
    return 204;
  } catch {
    return 500;
  }
}

/** The pipeline round every scheduled function: a failure is answered 500, so that Scheduler tries again. */
export async function receiveSchedule(
  route: ScheduleRoute,
  slot: number,
  { name, pool }: PushContext,
): Promise<PushStatus> {
  const { core } = pool;
  const trace = traceFrom(undefined, core.newId);
  try {
    const [job, ports] = await Promise.all([route.load(), pool.take(route.uses)]);
    await job.handle(slot, withTrace(ports, trace) as never);
    core.log('info', 'scheduled job done', { ...trace, function: name });
    core.meters.add('messages_handled_total', { function: name, outcome: 'done' });
    return 204;
  } catch (error) {
    core.log('error', 'scheduled job failed', { ...trace, function: name, reason: reasonOf(error) });
    core.meters.add('messages_handled_total', { function: name, outcome: 'failed' });
    return 500;
  }
}

function contentOf(data: string): unknown {
  return JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
}

function contentOrText(data: string): unknown {
  try {
    return contentOf(data);
  } catch {
    return Buffer.from(data, 'base64').toString('utf8');
  }
}

/** Content that has the wrong shape has it at the next attempt too; everything else may pass. */
function isPoison(error: unknown): boolean {
  return error instanceof z.ZodError || error instanceof SyntaxError;
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `The message does not fit its schema: ${z.prettifyError(error)}`;
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
