import { describe, expect, it } from 'vitest';
import { chanceFrom } from './chance.js';
import { Engine } from './engine.js';
import { Features } from './features.js';
import { Histories } from './histories.js';
import type { Interaction } from './interaction.js';
import { Neighbours } from './neighbours.js';
import { Numbering } from './numbering.js';
import { BASE_FORM, StoredBase, storedBase } from './stored-base.js';
import { scoresOf, towerOutputs } from './tower.js';
import { train } from './train.js';

/** Viewers' histories are none of the base. */
class Nobody extends Neighbours {
  override observe(): void {}
}

const scorer = { score: async () => new Float32Array(0) };

function engineOf(events: readonly Interaction[]): Engine {
  const engine = new Engine({ scorer, random: chanceFrom(1) });
  engine.known.neighbours = new Nobody();
  train(engine, events, chanceFrom(2), { ...trainingOf(events.length) });
  return engine;
}

const trainingOf = (steps: number) => ({
  warm: 0.5,
  epochs: 2,
  steps: 2 * steps,
  sequenceRate: 0.1,
  requests: 100,
  keptBack: 10,
  towerRate: 0.05,
  surveyed: 20,
});

/** Viewers who go through the titles in order, from a place of their own. */
function events(viewers: number, titles: number): Interaction[] {
  const chance = chanceFrom(3);
  const all: Interaction[] = [];
  for (let step = 0; step < 8; step++)
    for (let viewer = 0; viewer < viewers; viewer++)
      all.push({
        viewer,
        title: (viewer + step * (chance() < 0.8 ? 1 : 3)) % titles,
        rating: 3 + (viewer % 3),
        at: 1_700_000_000 + 3_600 * (step * viewers + viewer),
      });
  return all;
}

function numbered(count: number): Numbering {
  const titles = new Numbering();
  for (let i = 0; i < count; i++) titles.numberOf(`title-${i}`);
  return titles;
}

describe('a base that was stored', () => {
  const engine = engineOf(events(40, 30));
  const base = new StoredBase(storedBase(engine, numbered(30), 7));

  it('scores as the engine that it was made of', () => {
    const viewer = 41;
    const at = engine.now + 60;
    const history = engine.known.histories.of(viewer);
    const histories = new Histories();
    for (const known of [history, histories.of(0)])
      for (const title of [3, 4, 5]) {
        known.titles.push(title);
        known.times.push(at - 100);
        known.ordinals.push(engine.known.histories.events);
        known.seen.add(title);
      }
    const expected = engine.candidates(viewer, at);
    const features = new Features({
      ...base.evidence,
      histories: { of: () => histories.of(0), events: base.about.events, latest: base.about.latest },
      contentOf: () => undefined,
    });
    const found = features.candidates(0, at, 400);
    expect([...found.titles].sort()).toEqual([...expected.titles].sort());
    const ours = scoresOf(base.request(found, [3, 4, 5], []));
    const theirs = scoresOf(engine.tower.request(expected, [3, 4, 5], []));
    expect(found.titles.length).toBeGreaterThan(20);
    for (const [i, title] of found.titles.entries())
      expect(ours[i]).toBeCloseTo(theirs[expected.titles.indexOf(title)] ?? 0, 3);
    expect(new Set([...ours].map((score) => score.toFixed(3))).size).toBeGreaterThan(10);
  });

  it('knows nothing of a title that came later, and takes it all the same', () => {
    const found = {
      titles: [29, 500],
      features: new Float32Array(2 * base.absent.length),
      context: new Float32Array(11),
    };
    const scores = scoresOf(base.request(found, [500, 3], []));
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(base.evidence.transitions.row(500)).toBeUndefined();
    expect(base.evidence.popularity.share(500, 0)).toBe(0);
  });

  it('holds nothing of any viewer', () => {
    expect(Object.keys(base.about).sort()).toEqual(['events', 'latest', 'popular', 'titles', 'version']);
  });

  it('is refused in another form', () => {
    const file = storedBase(engine, numbered(30), 7);
    const spoilt = Buffer.from(
      Buffer.from(file).toString('latin1').replace(`"version":${BASE_FORM}`, '"version":9'),
      'latin1',
    );
    expect(() => new StoredBase(spoilt)).toThrow('version 9');
  });

  it('is refused with what is no number', () => {
    const broken = engineOf(events(40, 30));
    const candidates = broken.candidates(0, broken.now);
    const request = broken.requestFor(0, candidates);
    broken.tower.learn(candidates, request, new Float64Array(towerOutputs).fill(Number.NaN), 0.1);
    expect(() => new StoredBase(storedBase(broken, numbered(30), 7))).toThrow('no number');
  });

  it('may have learned nothing yet', () => {
    const untrained = new Engine({ scorer, random: chanceFrom(1) });
    const empty = new StoredBase(storedBase(untrained, new Numbering(), 0));
    const found = {
      titles: [0],
      features: new Float32Array(base.absent.length),
      context: new Float32Array(11),
    };
    expect(scoresOf(empty.request(found, [0], [])).every(Number.isFinite)).toBe(true);
  });
});
