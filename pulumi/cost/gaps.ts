import type { Manifest } from '../../shared/function/declare.js';
import { portsOf } from '../../shared/function/wiring.js';
import { builtMeanwhile } from './planned.js';
import { portCosts } from './ports.js';
import { routeLoads } from './route-loads.js';

/** What the model does not know of the manifest, each with what to write where. */
export function gaps(manifest: Manifest): string[] {
  const routes = Object.entries(manifest).flatMap(([service, { routes }]) =>
    Object.keys(routes).map((route) => ({ service, route })),
  );
  const names = new Set(routes.map(({ route }) => route));
  const ports = new Set(Object.values(manifest).flatMap((service) => portsOf(service)));
  return [
    ...routes
      .filter(({ route }) => !Object.hasOwn(routeLoads, route))
      .map(
        ({ service, route }) =>
          `Nobody knows how often ${route} of ${service} is called: add '${route}' to routeLoads in pulumi/cost/route-loads.ts.`,
      ),
    ...Object.keys(routeLoads)
      .filter((route) => !names.has(route))
      .map(
        (route) => `The manifest has no ${route}: take it out of routeLoads in pulumi/cost/route-loads.ts.`,
      ),
    ...[...ports]
      .filter((port) => !Object.hasOwn(portCosts, port))
      .map(
        (port) =>
          `Nobody knows what the port ${port} costs: add '${port}' to portCosts in pulumi/cost/ports.ts, and its product to prices.ts.`,
      ),
    ...builtMeanwhile(manifest).map(
      (service) => `The manifest has ${service} now: take it out of planned in pulumi/cost/planned.ts.`,
    ),
  ];
}
