/** A request whose answer counts only with this status and this text in it. */
export interface Ask {
  method: 'GET' | 'POST';
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  status: number;
  contains: string;
}

/** @throws when the answer is another than it should be */
export function checkAnswer(ask: Ask, { status, body }: { status: number; body: string }): void {
  if (status === ask.status && body.includes(ask.contains)) return;
  throw new Error(`${ask.method} ${ask.path} was answered with ${status} ${body.slice(0, 300)}`);
}
