import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerJson, type ListeningServer, serveHttp } from '../../emulators/http-server.js';
import type { Suite } from '../../emulators/suite.js';
import { suiteWith, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let suite: Suite;
let model: ListeningServer;
let asked = 0;
beforeAll(async () => {
  model = await serveHttp((request, response) => {
    asked++;
    request.resume();
    const content = JSON.stringify({ slots: [{ slot: 'actor', text: 'zoe zebra' }] });
    answerJson(response, 200, { choices: [{ message: { content } }] });
  });
  suite = await suiteWith(sampleTitles, {
    env: { QUERY_MODEL_URL: model.url, QUERY_MODEL: 'small', QUERY_MODEL_DEADLINE_MS: '2000' },
  });
});
afterAll(async () => {
  await suite.stop();
  await model.close();
});

async function search(query: string): Promise<TitlePage> {
  const answer = await suite.fetch(`/api/v1/search/semantic?${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as TitlePage;
}

describe('filters of an answer', () => {
  it('are those of the request and what the words imply beside them', async () => {
    const { query, data } = await search('q=science+fiction+on+netflix+before+2011&type=movie');
    expect(query['filters']).toEqual({
      types: ['movie'],
      platforms: ['netflix'],
      year_to: expect.any(Number),
    });
    expect(data.map(({ title }) => title)).toContain('Inception');
  });

  it('are the same on the next page', async () => {
    const first = await search('q=movies+on+netflix&limit=1');
    expect(first.query['filters']).toMatchObject({ platforms: ['netflix'] });
    const { next_cursor } = first.pagination;
    const second = await search(`q=movies+on+netflix&limit=1&cursor=${next_cursor}`);
    expect(second.query['filters']).toEqual(first.query['filters']);
  });

  it('leave out what was implied and gave way, since it left nothing', async () => {
    const { query, data } = await search('q=dreams+from+the+1920s');
    expect(query['filters']).toEqual({});
    expect(data).not.toEqual([]);
  });

  it('do not come from the name of a title', async () => {
    expect((await search('q=the+matrix')).query['filters']).toEqual({});
  });
});

describe('a language model that is configured', () => {
  it('reads what the parser leaves over', async () => {
    const { query } = await search('q=stolen+secrets+and+someone+called+zoe+zebra');
    expect(query['slots']).toContainEqual(
      expect.objectContaining({ slot: 'actor', value: 'zoe zebra', confidence: 0.6 }),
    );
  });

  it('is not asked for the name of a title', async () => {
    const before = asked;
    const { data } = await search('q=inception');
    expect(data[0]?.title).toBe('Inception');
    expect(asked).toBe(before);
  });
});
