import { bundledCatalogue } from '../../emulators/catalogue/catalogue.js';
import type { Suite } from '../../emulators/suite.js';
import type { ServiceName } from '../../functions/manifest.js';
import { ENCODER_FOLDER } from '../../pulumi/platform-limits.js';
import { accountDeleted } from '../../shared/event/account-events.js';
import { auditRecorded } from '../../shared/event/audit-events.js';
import { feedbackGiven } from '../../shared/event/feedback-events.js';
import { pageName, type RunSummary } from '../../shared/ingestion/run.js';
import { uploadCatalogue } from '../ingest/upload.js';
import type { Ask } from './ask.js';

/** What a request needs, and with it how long a start may take over that of an empty function. */
export type Kind = 'reads Firestore' | 'embeds a query' | 'neither';

export interface FirstRequest {
  /** Of the manifest; a service can be asked more than one thing. */
  service: ServiceName;
  label: string;
  kind: Kind;
  ask: Ask;
}

/** So few that a step's work for its page is small beside its start. */
const TITLES = 4;
const UPLOAD = 'cold-start';

/** A first request of every service, each one that it answers as it should. */
export async function firstRequests(suite: Suite): Promise<FirstRequest[]> {
  const token = await suite.operatorToken();
  const { title, film } = await fill(suite, token);
  const of = (service: ServiceName, kind: Kind, ask: Ask, label: string = service): FirstRequest => ({
    service,
    label,
    kind,
    ask,
  });
  const upload = { run: UPLOAD, provider: 'file', page: pageName(1) };
  const answers: Record<ServiceName, FirstRequest[]> = {
    site: [
      of('site', 'neither', get('/', '"Media Gateway"')),
      of('site', 'reads Firestore', get('/health', '"ok"'), 'site, its health'),
    ],
    recommendations: [
      of('recommendations', 'neither', get('/api/v1/recommendations/trending', title)),
      of(
        'recommendations',
        'neither',
        get('/api/v1/recommendations/for-you', title),
        'recommendations, for you',
      ),
    ],
    audit: [of('audit', 'reads Firestore', push('write-audit-entry', auditRecorded.examples[0]))],
    auth: [
      of('auth', 'neither', get('/.well-known/oauth-authorization-server', '"token_endpoint"')),
      of('auth', 'reads Firestore', get('/device', 'user_code'), 'auth, the page of devices'),
    ],
    viewer: [of('viewer', 'neither', { ...get('/api/v1/user/profile', 'not-authenticated'), status: 401 })],
    learning: [of('learning', 'reads Firestore', push('sona-learn', feedbackGiven.examples[0]))],
    privacy: [of('privacy', 'reads Firestore', push('forget-account', accountDeleted.examples[0]))],
    upkeep: [
      of('upkeep', 'neither', push('bump-cache-generation', { titles: [{ id: title, deleted: false }] })),
    ],
    search: [of('search', 'embeds a query', get('/api/v1/search/semantic?q=a+hunter+on+the+ice', title))],
    catalogue: [of('catalogue', 'reads Firestore', get(`/api/v1/content/${title}`, title))],
    admin: [
      of('admin', 'reads Firestore', {
        ...get('/api/v1/admin/ingestion/runs', UPLOAD),
        headers: { authorization: `Bearer ${token}` },
      }),
    ],
    'ingestion-plan': [of('ingestion-plan', 'reads Firestore', push('plan-run', film))],
    'ingestion-fetch': [of('ingestion-fetch', 'reads Firestore', push('fetch-page', film))],
    'ingestion-normalise': [of('ingestion-normalise', 'reads Firestore', push('normalise-page', upload))],
    'ingestion-resolve': [of('ingestion-resolve', 'reads Firestore', push('resolve-page', upload))],
    'ingestion-embed': [of('ingestion-embed', 'reads Firestore', push('embed-page', upload))],
    'ingestion-index': [of('ingestion-index', 'reads Firestore', push('index-page', upload))],
  };
  return Object.values(answers).flat();
}

/** What Pulumi sets for a service, with the suite behind it. */
export function deployedEnvironment(service: string, suite: Suite): Record<string, string> {
  return {
    ...suite.settings,
    FUNCTION_TARGET: service,
    ENCODER_FOLDER,
    METADATA_SERVER_DETECTION: 'none',
  };
}

/** A few titles from a file, and a page of the provider's: every step has a message that it can take again. */
async function fill(suite: Suite, token: string) {
  const lines = [...bundledCatalogue()].slice(0, TITLES);
  const numbered = lines.map((line, i) => ({ number: i + 1, text: JSON.stringify(line) }));
  await uploadCatalogue({ api: suite.api, token }, { name: UPLOAD, provider: 'file' }, each(numbered));
  await suite.emulators.scheduler.run('request-runs');
  await suite.drain();
  const headers = { authorization: `Bearer ${token}` };
  const runs = await suite.fetch('/api/v1/admin/ingestion/runs', { headers });
  const { data } = (await runs.json()) as { data: RunSummary[] };
  const provided = data.find(({ provider }) => provider !== 'file');
  const trending = await suite.get<{ data: { id: string }[] }>('/api/v1/recommendations/trending');
  const title = trending.data[0]?.id;
  if (!provided || !title) throw new Error('The suite has not taken its titles in');
  return { title, film: { run: provided.run, provider: provided.provider, page: pageName(1) } };
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

function get(path: string, contains: string): Ask {
  return { method: 'GET', path, headers: {}, status: 200, contains };
}

/** As Pub/Sub posts it; the acknowledgement is an empty 204. */
function push(name: string, message: unknown): Ask {
  const data = Buffer.from(JSON.stringify(message)).toString('base64');
  const body = { message: { data, messageId: '1', publishTime: '2026-11-21T10:00:00Z' }, deliveryAttempt: 1 };
  return {
    method: 'POST',
    path: `/${name}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    status: 204,
    contains: '',
  };
}
