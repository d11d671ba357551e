import { beforeEach, expect, it } from 'vitest';
import { distinctCount, traceOf } from '../../shared/analytics/distinct-count.js';
import type { Figures } from '../../shared/analytics/figures.js';

const DAY = '2026-11-21';
const none = { search: 0, recommendations: 0 };

/** What every store of figures does. `open` gives an empty one. */
export function figuresContract(open: () => Figures): void {
  let figures: Figures;
  beforeEach(() => {
    figures = open();
  });
  const today = async () => (await figures.read([DAY]))[0];

  it('knows nothing of a day on which nothing was', async () => {
    expect(await figures.read([DAY, '2026-11-22'])).toEqual(
      Array(2).fill({ answers: none, answersOpened: none, results: none, resultsOpened: none, viewers: [] }),
    );
    expect(await figures.read([])).toEqual([]);
  });

  it('counts what was shown and opened, each once', async () => {
    const shown = [
      { list: 'search', answer: 'a', results: 20 },
      { list: 'search', answer: 'b', results: 0 },
      { list: 'recommendations', answer: 'a', results: 7 },
    ] as const;
    const opened = [
      { list: 'search', answer: 'a', title: '1' },
      { list: 'search', answer: 'a', title: '2' },
    ] as const;
    for (let i = 0; i < 2; i++) {
      await figures.addShown(DAY, shown);
      await figures.addOpened(DAY, opened);
    }
    await Promise.all(Array.from({ length: 10 }, () => figures.addOpened(DAY, opened)));
    expect(await today()).toMatchObject({
      answers: { search: 2, recommendations: 1 },
      answersOpened: { search: 1, recommendations: 0 },
      results: { search: 20, recommendations: 7 },
      resultsOpened: { search: 2, recommendations: 0 },
    });
  });

  it('counts different people, on the day they came', async () => {
    const traces = Array.from({ length: 300 }, (_, i) => traceOf(`person ${i}`, DAY));
    await figures.addViewers(DAY, traces);
    await figures.addViewers(DAY, [...traces].reverse());
    const { viewers = [] } = (await today()) ?? {};
    expect(distinctCount(viewers)).toBeGreaterThan(285);
    expect(distinctCount(viewers)).toBeLessThan(315);
    expect((await figures.read(['2026-11-22']))[0]?.viewers).toEqual([]);
  });

  it('keeps the highest rank of a register, whatever comes later', async () => {
    for (const rank of [2, 9, 4]) await figures.addViewers(DAY, [{ register: 5, rank }]);
    expect((await today())?.viewers).toEqual([9]);
  });

  it('takes nothing as nothing', async () => {
    await figures.addShown(DAY, []);
    await figures.addOpened(DAY, []);
    await figures.addViewers(DAY, []);
    expect((await today())?.answers).toEqual(none);
  });
}
