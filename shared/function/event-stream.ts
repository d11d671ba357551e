import type { IncomingMessage, ServerResponse } from 'node:http';
import { asProblem, commonHeaders, header } from './answer.js';

/** One event of a stream; its data goes as JSON. */
export interface ServerSentEvent {
  event: string;
  data: unknown;
}

/** Whether the client asks for events by name: who takes anything gets the plain answer. */
export function wantsEvents(request: IncomingMessage): boolean {
  return (header(request, 'accept') ?? '')
    .split(',')
    .some((type) => type.split(';')[0]?.trim().toLowerCase() === 'text/event-stream');
}

interface Sending {
  requestId: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * Sends events as they come (HTML standard, server-sent events). What fails before the first is thrown, and answered as ever;
 * after it an event `problem` is the last. A client that goes away ends the work.
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  { requestId, headers }: Sending,
): Promise<void> {
  const isBegun = () => response.headersSent;
  try {
    for await (const { event, data } of events) {
      if (response.destroyed) return;
      if (!isBegun())
        response.writeHead(200, {
          'content-type': 'text/event-stream; charset=utf-8',
          ...commonHeaders(requestId, headers),
        });
      response.write(written(event, data));
    }
  } catch (error) {
    if (!isBegun()) throw error;
    response.write(written('problem', asProblem(error).body(requestId)));
  }
  response.end();
}

/** JSON has no line feeds of its own. */
function written(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
