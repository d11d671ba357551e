import { expect, it } from 'vitest';
import { chanceFrom } from './chance.js';
import { onboardingTitles } from './onboarding.js';
import { Popularity } from './popularity.js';
import { SequenceModel } from './sequence-model.js';

it('asks about well-known titles, each once, and about none when none is known', () => {
  const popularity = new Popularity();
  const sequence = new SequenceModel(chanceFrom(1));
  for (let round = 0; round < 300; round++)
    for (const pair of [
      [0, 1],
      [2, 3],
    ]) {
      for (const title of pair) {
        popularity.observe(title, 4);
        sequence.observe(title);
      }
      sequence.learn(pair, 1, pair[1] ?? 0, 0.1);
      sequence.learn([...pair].reverse(), 1, pair[0] ?? 0, 0.1);
    }
  const asked = onboardingTitles(popularity, sequence, 10);
  expect([...asked].sort()).toEqual([0, 1, 2, 3]);
  expect(onboardingTitles(new Popularity(), sequence, 5)).toEqual([]);
});
