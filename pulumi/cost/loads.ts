import type { Manifest, Service } from '../../shared/function/declare.js';
import { portsOf } from '../../shared/function/wiring.js';
import { plannedLoads, plannedOfRequest } from './planned.js';
import { portCosts } from './ports.js';
import type { Meter } from './prices.js';
import { routeLoads } from './route-loads.js';
import type { Amounts, Assumptions, ServiceLoad, Workload } from './workload.js';

/** Every service with what it is asked for: the manifest's, with planned work added, then planned services. */
export function loadsOf(manifest: Manifest, assumptions: Assumptions): ServiceLoad[] {
  const loads: ServiceLoad[] = Object.entries(manifest).map(([service, declared]) => ({
    service,
    planned: false,
    size: declared,
    workloads: workloadsOf(service, declared, assumptions),
  }));
  for (const { size, load } of plannedLoads(assumptions.profile)) {
    const known = loads.findIndex(({ service }) => service === load.service);
    const host = loads[known];
    if (host) loads[known] = { ...host, workloads: [...host.workloads, ...load.workloads] };
    else loads.push({ ...load, size: size ?? NO_SIZE });
  }
  return loads;
}

/** Of files that are served without a function. */
const NO_SIZE = { cpu: 1, memory: '512Mi', concurrency: 1_000, min: 0, max: 0 } as const;

function workloadsOf(service: string, declared: Service, assumptions: Assumptions): Workload[] {
  return Object.entries(declared.routes).flatMap(([route, { uses }]) => {
    const load = routeLoads[route];
    if (!load) return [];
    const misses = 1 - load.cached(assumptions.profile);
    const pipeline = portsOf({ ...declared, routes: {} } as Service);
    const costs = [...new Set([...uses, ...pipeline])].flatMap((port) => portCosts[port] ?? []);
    const each = load.each?.(assumptions) ?? sum(costs.map((cost) => cost.each));
    const waitMs = load.waitMs ?? costs.reduce((total, cost) => total + cost.waitMs, 0);
    return [
      {
        service,
        route,
        planned: false,
        calls: load.calls(assumptions),
        cpuMs: load.cpuMs(assumptions) * misses,
        waitMs: waitMs * misses,
        answerBytes: load.answerBytes(assumptions),
        each: load.each ? each : scaled(each, misses),
      },
    ];
  });
}

/** What every public call costs beside its own work: the limit's script call. */
export function plannedExtras({ answerBytes }: Workload): Amounts {
  return answerBytes === null ? {} : plannedOfRequest.each;
}

export function sum(amounts: readonly Amounts[]): Amounts {
  const total: Partial<Record<Meter, number>> = {};
  for (const [meter, amount] of amounts.flatMap((one) => Object.entries(one) as [Meter, number][])) {
    total[meter] = (total[meter] ?? 0) + amount;
  }
  return total;
}

export function scaled(amounts: Amounts, factor: number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([meter, amount]) => [meter, amount * factor]));
}
