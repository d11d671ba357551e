import type { Clock } from '../../clock.js';
import type { Log, LogLevel } from '../../log.js';
import { version } from '../../version.js';

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
/** Cloud Logging's names of the levels. */
const severities = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

/** Writes one line of JSON for each message of at least `level`, in the form that Cloud Logging reads. */
export function jsonLog(
  service: string,
  level: LogLevel,
  write: (line: string) => void = (line) => process.stderr.write(line),
  clock: Clock,
): Log {
  const lowest = order.indexOf(level);
  return (messageLevel, message, fields) => {
    if (order.indexOf(messageLevel) < lowest) return;
    const line = {
      timestamp: new Date(clock.now()).toISOString(),
      level: messageLevel.toUpperCase(),
      severity: severities[messageLevel],
      service,
      version,
      message,
      ...fields,
    };
    write(`${JSON.stringify(line)}\n`);
  };
}
