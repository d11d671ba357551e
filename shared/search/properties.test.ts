import { expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { candidatesOf } from './candidates.js';
import { parseQuery } from './parse/parse.js';
import { rank } from './ranking.js';
import { reasonsOf } from './reasons.js';
import { wantedOf } from './wanted.js';

const artefact = artefactOf(
  ...[
    { title: 'Lightyear', year: 2022, genres: ['animation', 'action'] },
    { title: 'Bullet Train', year: 2022, genres: ['action', 'comedy'] },
    { title: 'Alien', year: 1979, genres: ['horror'], directors: ['Ridley Scott'] },
    { title: 'Gladiator', year: 2000, genres: ['drama'], directors: ['Ridley Scott'] },
    { title: 'Space Jam', year: 1996, genres: ['animation'], keywords: ['basketball'] },
    { title: 'Love & Basketball', year: 2000, genres: ['drama'], keywords: ['basketball'] },
    { title: 'Ip Man', year: 2008, genres: ['action'], keywords: ['martial arts'] },
  ].map((card, place) => ({ ...card, popularity_score: 0.9 - place / 10 })),
);

/** The titles that memory alone finds, and why. */
async function found(q: string): Promise<string[]> {
  const parsed = parseQuery(q, artefact.names, 2026);
  const wanted = await wantedOf(q, parsed, artefact);
  const { named, others } = candidatesOf(wanted, artefact);
  const { ids } = rank({ text: [], facts: [], keywords: [], among: [...named, ...others] }, wanted, artefact);
  return ids.map((id) => {
    const { title, year } = artefact.titles.about(artefact.titles.numberOf(id) as number);
    const shown = { id, title, original_title: null, year } as Parameters<typeof reasonsOf>[0];
    return `${title}: ${reasonsOf(shown, { wanted, artefact }).join(', ')}`;
  });
}

it('puts what is marked with a narrower word before what has only its genre', async () => {
  const [first, second] = await found('martial arts');
  expect([first, second]).toEqual(['Ip Man: about martial arts', 'Lightyear: genre: action']);
});

it('finds by a keyword what has no genre of its own, with all that is asked for first', async () => {
  expect((await found('animated basketball'))[0]).toBe('Space Jam: genre: animation, about basketball');
  expect(await found('basketball')).toEqual([
    // Its name holds the word.
    'Love & Basketball: about basketball',
    'Space Jam: about basketball',
  ]);
});

it('finds titles by who made them, the year they are from beside it', async () => {
  expect(await found('directed by ridley scott')).toEqual([
    'Alien: directed by Ridley Scott',
    'Gladiator: directed by Ridley Scott',
  ]);
  expect(await found('horror by ridley scott from the 70s')).toEqual([
    'Alien: directed by Ridley Scott, genre: horror, from 1979',
  ]);
});
