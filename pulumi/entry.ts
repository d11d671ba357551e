import * as gcp from '@pulumi/gcp';
import type { Output, Resource } from '@pulumi/pulumi';
import type { Manifest } from '../shared/function/declare.js';
import { urlMap } from '../shared/function/wiring.js';
import { FLOOD_REQUESTS_PER_MINUTE } from './platform-limits.js';
import type { DeployedService } from './services.js';
import { REGION } from './settings.js';

/** Cloud Armor's lowest priority, which its default rule must have. */
const DEFAULT_RULE_PRIORITY = 2_147_483_647;

/** The one public entry: an HTTPS load balancer whose URL map is the API gateway. Answers its address. */
export function createEntry(
  manifest: Manifest,
  services: readonly DeployedService[],
  domain: string,
  apis: readonly Resource[],
): Output<string> {
  const options = { dependsOn: [...apis] };
  const shield = createFloodShield(options);
  const backends = new Map(
    services
      .filter(({ declared }) => declared.audience === 'public')
      .map(({ name, service }) => [name, createBackend(name, service, shield)] as const),
  );
  const certificate = new gcp.compute.ManagedSslCertificate(
    'entry',
    { managed: { domains: [domain] } },
    options,
  );
  const proxy = new gcp.compute.TargetHttpsProxy('entry', {
    urlMap: createUrlMap(manifest, backends).id,
    sslCertificates: [certificate.id],
    sslPolicy: new gcp.compute.SSLPolicy('entry', { profile: 'MODERN', minTlsVersion: 'TLS_1_2' }, options)
      .id,
  });
  const { address } = new gcp.compute.GlobalAddress('entry', {}, options);
  forward('entry', address, '443', proxy.id);
  forward('entry-redirect', address, '80', createRedirect(options).id);
  return address;
}

/** Sheds floods before they cost anything; the limits of roles are the functions' own. */
function createFloodShield(options: { dependsOn: Resource[] }): gcp.compute.SecurityPolicy {
  const everyone = { versionedExpr: 'SRC_IPS_V1', config: { srcIpRanges: ['*'] } };
  return new gcp.compute.SecurityPolicy(
    'flood-shield',
    {
      rules: [
        {
          description: 'One address may not flood the functions',
          priority: 1_000,
          action: 'throttle',
          match: everyone,
          rateLimitOptions: {
            enforceOnKey: 'IP',
            conformAction: 'allow',
            exceedAction: 'deny(429)',
            rateLimitThreshold: { count: FLOOD_REQUESTS_PER_MINUTE, intervalSec: 60 },
          },
        },
        { description: 'default', priority: DEFAULT_RULE_PRIORITY, action: 'allow', match: everyone },
      ],
    },
    options,
  );
}

function createBackend(
  name: string,
  service: gcp.cloudrunv2.Service,
  shield: gcp.compute.SecurityPolicy,
): gcp.compute.BackendService {
  const group = new gcp.compute.RegionNetworkEndpointGroup(name, {
    region: REGION,
    networkEndpointType: 'SERVERLESS',
    cloudRun: { service: service.name },
  });
  return new gcp.compute.BackendService(name, {
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    protocol: 'HTTPS',
    securityPolicy: shield.id,
    backends: [{ group: group.id }],
  });
}

function createUrlMap(
  manifest: Manifest,
  backends: ReadonlyMap<string, gcp.compute.BackendService>,
): gcp.compute.URLMap {
  const backendOf = (service: string) => {
    const backend = backends.get(service);
    if (!backend) throw new Error(`The URL map names ${service}, which is not a public service.`);
    return backend.id;
  };
  const rules = urlMap(manifest);
  const root = rules.find(({ prefix }) => prefix === '/');
  if (!root)
    throw new Error('One public service must have the prefix "/", so that unknown paths get their 404.');
  return new gcp.compute.URLMap('entry', {
    defaultService: backendOf(root.service),
    hostRules: [{ hosts: ['*'], pathMatcher: 'services' }],
    pathMatchers: [
      {
        name: 'services',
        defaultService: backendOf(root.service),
        pathRules: rules
          .filter((rule) => rule !== root)
          .map(({ prefix, service }) => ({ paths: [prefix, `${prefix}/*`], service: backendOf(service) })),
      },
    ],
  });
}

function createRedirect(options: { dependsOn: Resource[] }): gcp.compute.TargetHttpProxy {
  const map = new gcp.compute.URLMap(
    'entry-redirect',
    { defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } },
    options,
  );
  return new gcp.compute.TargetHttpProxy('entry-redirect', { urlMap: map.id });
}

function forward(name: string, ipAddress: Output<string>, portRange: string, target: Output<string>): void {
  new gcp.compute.GlobalForwardingRule(name, {
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    ipAddress,
    portRange,
    target,
  });
}
