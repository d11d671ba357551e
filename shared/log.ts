export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log lines. No personal data: no user ids, no query texts, no addresses. */
export type Log = (
  level: LogLevel,
  message: string,
  fields?: Record<string, string | number | boolean | null>,
) => void;
