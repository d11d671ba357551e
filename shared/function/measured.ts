import type { Clock } from '../clock.js';
import type { Meters } from '../meters.js';
import type { PortName } from '../ports.js';

/** The product behind each port whose calls are timed as `database_query_duration_seconds`. */
const databases: Partial<Record<PortName, string>> = {
  accounts: 'firestore',
  auditLog: 'firestore',
  blobs: 'storage',
  cacheGeneration: 'upstash',
  deadLetters: 'firestore',
  frontDoor: 'upstash',
  frozenLists: 'upstash',
  revocations: 'upstash',
  runs: 'firestore',
  titleIndex: 'qdrant',
  titles: 'firestore',
  viewCounts: 'upstash',
};

/** The same port, whose calls are timed. Ports that are no database are given back as they are. */
export function measured<Port extends object>(
  name: PortName,
  port: Port,
  meters: Meters,
  clock: Clock,
): Port {
  const database = databases[name];
  if (!database) return port;
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        const startedAt = clock.now();
        const result: unknown = value.apply(target, given);
        if (!(result instanceof Promise)) return result;
        return result.finally(() => {
          const seconds = Math.max(0, clock.now() - startedAt) / 1_000;
          meters.add('database_query_duration_seconds', { database, operation: String(property) }, seconds);
        });
      };
    },
  });
}
