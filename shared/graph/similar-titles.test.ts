import { describe, expect, it } from 'vitest';
import { titleOf } from '../../tests/contract/fixtures.js';
import { artefactOf } from '../../tests/support/artefact.js';
import type { IndexQuery, TitleIndex } from '../search/title-index.js';
import type { Title } from '../title/title.js';
import { similarTitles } from './similar-titles.js';
import { neighboursOf, ownSurroundings, surroundings } from './surroundings.js';

const heat = titleOf('Heat', { genres: ['crime'], themes: ['heist'] });
const ronin = titleOf('Ronin', { genres: ['crime'], themes: ['heist'] });
const amelie = titleOf('Amélie', { genres: ['comedy'] });
const unheld = titleOf('The Killing', { genres: ['crime'] });
const cards = [heat, ronin, amelie].map(({ id, title, genres, themes }) => ({ id, title, genres, themes }));
const artefact = artefactOf(...cards, { title: 'Paterson', genres: ['drama'] });

/** Finds all but the title asked for: by meaning Amélie, by facts the one that is not held. */
function indexOf(titles: readonly Title[], asked: IndexQuery[] = []): Pick<TitleIndex, 'search' | 'titles'> {
  return {
    async search(query) {
      asked.push(query);
      const text = [{ id: amelie.id, score: 0.3 }];
      return {
        text,
        facts: [{ id: unheld.id, score: 0.8 }],
        keywords: [],
        among: (query.among ?? []).flatMap(({ ids }) => ids),
      };
    },
    titles: async (ids) => ids.flatMap((id) => titles.find((title) => title.id === id) ?? []),
  };
}

const all = [heat, ronin, amelie, unheld];
const namesOf = (hits: readonly Title[]) => hits.map(({ title }) => title);

describe('titles like one', () => {
  it('come from the graph, from the text and from the facts, and are no other twice', async () => {
    const hits = await similarTitles({ title: heat, filter: {}, limit: 10 }, artefact, indexOf(all));
    expect(namesOf(hits).toSorted()).toEqual(['Amélie', 'Ronin', 'The Killing']);
    expect(hits.find(({ title }) => title === 'Ronin')?.reasons).toEqual(['theme: heist', 'genre: crime']);
    expect(hits.find(({ title }) => title === 'Amélie')?.reasons).toEqual(['similar description']);
  });

  it('are sought by the index alone where the artefact lacks the title, or there is none', async () => {
    for (const held of [artefact, undefined]) {
      const hits = await similarTitles({ title: unheld, filter: {}, limit: 10 }, held, indexOf(all));
      expect(namesOf(hits)).toContain('Amélie');
    }
  });

  it('satisfy the filter, and are not the title itself', async () => {
    const asked: IndexQuery[] = [];
    await similarTitles({ title: heat, filter: { region: 'DE' }, limit: 1 }, artefact, indexOf(all, asked));
    const filter = { region: 'DE', not_ids: [heat.id] };
    expect(asked).toMatchObject([{ text: heat.id, filter, among: [{ ids: [ronin.id], filter }] }]);
  });

  it('are no more than asked for', async () => {
    expect(await similarTitles({ title: heat, filter: {}, limit: 1 }, artefact, indexOf(all))).toHaveLength(
      1,
    );
  });
});

describe('the graph round a title', () => {
  it('holds the nearest titles and the nodes between', () => {
    const { nodes, edges } = surroundings(0, artefact, neighboursOf(0, artefact, 5));
    expect(nodes.map(({ id }) => id)).toEqual([heat.id, ronin.id, 'genre:crime', 'theme:heist']);
    expect(edges).toHaveLength(4);
    expect(nodes.at(-2)).toMatchObject({ kind: 'genre', name: 'crime', titles: 2 });
  });

  it('of a title that is not held is what the title says', () => {
    const credits = { cast: [{ name: 'Coleen Gray' }], directors: ['Stanley Kubrick'], creators: [] };
    const { nodes, edges } = ownSurroundings({ ...unheld, credits, collection: 'Noir' });
    const ids = ['franchise:Noir', 'person:Stanley Kubrick', 'person:Coleen Gray', 'genre:crime'];
    expect(nodes.map(({ id }) => id)).toEqual([unheld.id, ...ids]);
    expect(edges).toContainEqual({ from: unheld.id, to: 'genre:crime', relation: 'has_genre', weight: null });
  });
});
