import { type IncomingMessage, ServerResponse } from 'node:http';

export interface Captured {
  status: number;
  body: string;
  cookies: readonly string[];
}

/** What a listener answers, without sending it to anybody. */
export async function captured(
  listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  request: IncomingMessage,
): Promise<Captured> {
  const response = new ServerResponse(request);
  const chunks: Buffer[] = [];
  response.end = ((chunk?: string | Buffer) => {
    if (chunk) chunks.push(Buffer.from(chunk));
    return response;
  }) as typeof response.end;
  await listener(request, response);
  const cookies = response.getHeader('set-cookie') ?? [];
  return {
    status: response.statusCode,
    body: Buffer.concat(chunks).toString(),
    cookies: Array.isArray(cookies) ? cookies : [String(cookies)],
  };
}
