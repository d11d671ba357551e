import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import type { GraphAnswer } from '../../shared/graph/surroundings.js';
import type { Title } from '../../shared/title/title.js';
import { suiteWith, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

const films = [
  {
    id: 'dunkirk',
    type: 'movie',
    title: 'Dunkirk',
    year: 2017,
    genres: ['War'],
    directors: ['Christopher Nolan'],
  },
  {
    id: 'tenet',
    type: 'movie',
    title: 'Tenet',
    year: 2020,
    genres: ['Action', 'Sci-Fi'],
    directors: ['Christopher Nolan'],
    keywords: ['time'],
  },
  {
    id: 'looper',
    type: 'movie',
    title: 'Looper',
    year: 2012,
    genres: ['Action', 'Sci-Fi'],
    keywords: ['time'],
    availability: [{ platform: 'netflix', region: 'DE', type: 'subscription' }],
  },
  { id: 'paddington', type: 'movie', title: 'Paddington', year: 2014, genres: ['Family', 'Comedy'] },
];

let suite: Suite;
beforeAll(async () => {
  suite = await suiteWith([...sampleTitles, ...films]);
});
afterAll(() => suite.stop());

const idOf = async (file: string) => (await suite.get<Title>(`/api/v1/content/external/file/${file}`)).id;
const similar = async (file: string, query = '') =>
  suite.get<TitlePage>(`/api/v1/recommendations/similar/${await idOf(file)}${query}`);
const graphOf = async (file: string) => suite.get<GraphAnswer>(`/api/v1/content/${await idOf(file)}/graph`);

describe('what is like a title', () => {
  it('says truly what the titles share', async () => {
    const { data } = await similar('tenet');
    const reasons = new Map(data.map((hit) => [hit.title, hit.reasons]));
    expect(reasons.get('Dunkirk')).toEqual(['same director']);
    expect(reasons.get('Looper')).toContain('about time');
    expect(reasons.get('Paddington')).toEqual(['similar description']);
    expect(data.map(({ score }) => score)).toEqual(data.map(({ score }) => score).sort((a, b) => b - a));
    expect(data.map(({ type }) => type)).not.toContain('episode');
  });

  it('decides searches for titles like one', async () => {
    const { data } = await suite.get<TitlePage>('/api/v1/search/semantic?q=movies+like+tenet');
    const names = data.map(({ title }) => title);
    expect(names).not.toContain('Tenet');
    expect(names.slice(0, 4)).toEqual(expect.arrayContaining(['Inception', 'Looper']));
    expect(data.find(({ title }) => title === 'Inception')?.reasons[0]).toBe('same director');
  });

  it('takes the filters of every list', async () => {
    expect((await similar('tenet', '?type=series')).data.map(({ title }) => title)).toEqual(['Dark']);
    const german = (await similar('tenet', '?region=DE&genres=action')).data;
    expect(german.map(({ title }) => title)).toContain('Looper');
    expect(german.flatMap(({ availability }) => availability.map(({ region }) => region))).not.toContain(
      'US',
    );
  });

  it('answers nodes and edges round a title, with the nearest titles', async () => {
    const id = await idOf('tenet');
    const { nodes, edges, title } = await graphOf('tenet');
    expect(title).toBe(id);
    const nolan = nodes.find((node) => node.id === 'person:Christopher Nolan');
    expect(nolan).toMatchObject({ kind: 'person', titles: 3 });
    expect(nodes.filter(({ kind }) => kind === 'title').map(({ name }) => name)).toContain('Dunkirk');
    const known = new Set(nodes.map((node) => node.id));
    expect(edges.flatMap(({ from, to }) => [from, to]).filter((end) => !known.has(end))).toEqual([]);
  });

  it('knows no title of another id', async () => {
    const unknown = '00000000-0000-5000-8000-000000000000';
    for (const path of [`/recommendations/similar/${unknown}`, `/content/${unknown}/graph`])
      expect((await fetch(`${suite.api}/api/v1${path}`)).status).toBe(404);
  });
});
