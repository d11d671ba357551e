import type { Manifest, MessageRoute, Route, ScheduleRoute, Service } from '../shared/function/declare.js';
import { serviceFor, urlMap } from '../shared/function/wiring.js';
import {
  ACCOUNT_ID_LENGTH,
  ACCOUNT_ID_PREFIX,
  ACK_MARGIN_SECONDS,
  MAX_ACK_DEADLINE_SECONDS,
  MAX_CONCURRENCY,
  MAX_INSTANCES,
  MAX_MEMORY_MIB,
  MAX_MESSAGE_BYTES,
  MAX_PAGE_TITLES,
  MAX_REQUEST_SECONDS,
  MAX_SCHEDULE_SECONDS,
  MAX_SERVICE_NAME,
  MIN_GEN2_MEMORY_MIB,
  MIN_MEMORY_MIB,
  MIN_SCHEDULE_SECONDS,
  RESERVED_PATH,
} from './platform-limits.js';

/** What the real cloud would refuse, or do otherwise than meant; empty for a manifest that can be deployed. */
export function limitViolations(manifest: Manifest): string[] {
  const services = Object.entries(manifest);
  return [
    ...repeatedNames(services.map(([, { routes }]) => Object.keys(routes))),
    ...services.flatMap(([name, service]) => [
      ...nameFaults(name),
      ...sizeFaults(service).map((fault) => `${name}: ${fault}`),
      ...Object.entries(service.routes).flatMap(([route, declared]) =>
        routeFaults(service, declared).map((fault) => `${name}/${route}: ${fault}`),
      ),
    ]),
    ...pathFaults(manifest),
  ];
}

/** Subscriptions and schedules bear their function's name, which must be the only one in the project. */
function repeatedNames(names: string[][]): string[] {
  const all = names.flat();
  const repeated = new Set(all.filter((name, i) => all.indexOf(name) !== i));
  return [...repeated].map((name) => `${name}: two functions have this name`);
}

function nameFaults(name: string): string[] {
  const account = `${ACCOUNT_ID_PREFIX}${name}`;
  return faults({
    [`${name}: a service's name is lower-case letters, digits and hyphens, from a letter on`]:
      !/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > MAX_SERVICE_NAME,
    [`${name}: its account ${account} must be ${ACCOUNT_ID_LENGTH.min} to ${ACCOUNT_ID_LENGTH.max} characters`]:
      account.length < ACCOUNT_ID_LENGTH.min || account.length > ACCOUNT_ID_LENGTH.max,
  });
}

function sizeFaults(service: Service): string[] {
  const { cpu, concurrency, min, max, tier, timeoutSeconds } = service;
  const memory = mebibytes(service.memory);
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  return faults({
    [`concurrency must be 1 to ${MAX_CONCURRENCY}`]: !whole(concurrency, 1, MAX_CONCURRENCY),
    'concurrency above 1 needs a whole processor': concurrency > 1 && cpu < 1,
    [`${cpu} processors take ${MIN_MEMORY_MIB[cpu]} to ${MAX_MEMORY_MIB[cpu]} MiB`]:
      memory < Math.max(MIN_GEN2_MEMORY_MIB, MIN_MEMORY_MIB[cpu]) || memory > MAX_MEMORY_MIB[cpu],
    [`timeoutSeconds must be 1 to ${MAX_REQUEST_SECONDS}`]: !whole(timeoutSeconds, 1, MAX_REQUEST_SECONDS),
    [`max must be 1 to ${MAX_INSTANCES}`]: !whole(max, 1, MAX_INSTANCES),
    'min must be 0 to max': !whole(min, 0, max),
    'only tier 1 pays for instances that wait': min > 0 && tier !== 1,
  });
}

function routeFaults({ audience, timeoutSeconds }: Service, route: Route): string[] {
  if ((audience === 'public') !== (route.trigger === 'request')) {
    return [`a ${audience} service cannot have a route with the trigger ${route.trigger}`];
  }
  if (route.trigger === 'message') return messageFaults(route, timeoutSeconds);
  if (route.trigger === 'schedule') return scheduleFaults(route, timeoutSeconds);
  return [];
}

function messageFaults({ topic }: MessageRoute, timeoutSeconds: number): string[] {
  const largest = Math.max(...topic.examples.map((example) => JSON.stringify(example).length));
  return faults({
    [`a message must be done ${ACK_MARGIN_SECONDS} s before Pub/Sub's ${MAX_ACK_DEADLINE_SECONDS} s`]:
      timeoutSeconds + ACK_MARGIN_SECONDS > MAX_ACK_DEADLINE_SECONDS,
    [`${topic.name} carries too much for one message; pass a reference`]:
      largest * MAX_PAGE_TITLES > MAX_MESSAGE_BYTES,
  });
}

function scheduleFaults({ cron, timeZone }: ScheduleRoute, timeoutSeconds: number): string[] {
  const fields = cron.split(' ');
  return faults({
    'cron has five fields, the finest is a minute':
      fields.length !== 5 || !fields.every((field) => /^[\dA-Za-z*,/-]+$/.test(field)),
    [`${timeZone} is not a time zone`]: !isTimeZone(timeZone),
    [`a schedule's call takes ${MIN_SCHEDULE_SECONDS} to ${MAX_SCHEDULE_SECONDS} s`]:
      timeoutSeconds < MIN_SCHEDULE_SECONDS || timeoutSeconds > MAX_SCHEDULE_SECONDS,
  });
}

/** Every path must reach its own service through the URL map, and every prefix must be there for some path. */
function pathFaults(manifest: Manifest): string[] {
  const map = urlMap(manifest);
  const found: string[] = [];
  const requested = new Set<string>();
  for (const [name, { routes }] of Object.entries(manifest)) {
    const paths = Object.values(routes).flatMap((route) => (route.trigger === 'request' ? [route.path] : []));
    for (const path of paths) {
      const reached = serviceFor(map, path);
      requested.add(prefixFor(map, path));
      if (reached !== name) found.push(`${name}: ${path} is sent to ${reached ?? 'no service'}`);
    }
    if (paths.includes(RESERVED_PATH) && !paths.includes('/health')) {
      found.push(`${name}: Google answers ${RESERVED_PATH} itself; serve /health as well`);
    }
  }
  for (const { prefix, service } of map) {
    if (!/^\/$|^(\/[a-z0-9._~-]+)+$/.test(prefix)) {
      found.push(`${service}: the prefix ${prefix} must be plain segments, the load balancer adds /* itself`);
    } else if (!requested.has(prefix)) found.push(`${service}: no route needs the prefix ${prefix}`);
  }
  if (map.length > 0 && !map.some(({ prefix }) => prefix === '/')) {
    found.push('no service has the prefix /, so that unknown paths would find nobody to refuse them');
  }
  return found;
}

function prefixFor(map: ReturnType<typeof urlMap>, path: string): string {
  return map.find((rule) => serviceFor([rule], path))?.prefix ?? '';
}

function faults(found: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(found).flatMap(([fault, holds]) => (holds ? [fault] : []));
}

function mebibytes(memory: Service['memory']): number {
  const amount = Number.parseInt(memory, 10);
  return memory.endsWith('Gi') ? amount * 1_024 : amount;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
