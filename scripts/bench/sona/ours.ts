import type { Engine } from '../../../shared/sona/engine.js';
import type { Interaction } from '../../../shared/sona/interaction.js';
import { train } from '../../../shared/sona/train.js';
import { trainingChance } from '../../sona/open-engine.js';
import type { Recommender } from './protocol.js';

const LISTED = 10;

/** The engine as the functions run it: what it lists is what counts. */
export class Ours implements Recommender {
  constructor(
    readonly name: string,
    private readonly engine: Engine,
  ) {}

  train(events: readonly Interaction[]): void {
    train(this.engine, events, trainingChance());
  }

  async rank(viewer: number, title: number, at: number): Promise<number> {
    const ranked = await this.engine.recommend(viewer, LISTED, at);
    const place = ranked.findIndex((listed) => listed.title === title);
    return place < 0 ? Number.POSITIVE_INFINITY : place;
  }

  observe(event: Interaction): void {
    this.engine.feedback(event);
  }
}
