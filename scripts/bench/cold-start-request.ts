/** A process to start, and what to ask it. */
export interface ColdStart {
  /** Arguments of Node. */
  command: readonly string[];
  folder: string;
  env: Readonly<Record<string, string>>;
  ask: Ask;
}

/** A request whose answer counts only with this status and this text in it. */
export interface Ask {
  method: 'GET' | 'POST';
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  status: number;
  contains: string;
}
