import { type AdapterSettings, Adapters, newAdapter } from '../../../shared/sona/adapters.js';
import { chanceFrom } from '../../../shared/sona/chance.js';
import type { Engine } from '../../../shared/sona/engine.js';
import type { Interaction } from '../../../shared/sona/interaction.js';
import type { Lora } from '../../../shared/sona/lora.js';
import { type ScoringRequest, slopeOf } from '../../../shared/sona/tower.js';

/** A request whose outcome is known. */
export interface Lesson {
  request: ScoringRequest;
  chosen: number;
}

/** Lessons of the old taste to learn from, then of the new; and of the old to be asked afterwards. */
export interface Lessons {
  old: readonly Lesson[];
  new: readonly Lesson[];
  asked: readonly Lesson[];
}

const OLD = 100;
const NEW = 200;
const ASKED = 60;

/**
 * One viewer's lessons: titles of one genre, then of another. They are requests as they come in the stream, of whoever
 * chooses such a title, so that what the adapter meets is real.
 */
export class LessonBook {
  readonly #old: Lesson[] = [];
  readonly #new: Lesson[] = [];
  readonly #genres: readonly [string, string];

  /** @param genres the old taste and the new */
  constructor(genres: readonly [string, string]) {
    this.#genres = genres;
  }

  /** Takes the event before the engine hears of it, if it is of one genre and not of the other. */
  offer(engine: Engine, { viewer, title, at }: Interaction, genres: readonly string[]): void {
    const [old, other] = this.#genres.map((genre) => genres.includes(genre));
    if (old === other) return;
    const lessons = old ? this.#old : this.#new;
    if (lessons.length >= Math.max(OLD + ASKED, NEW)) return;
    const candidates = engine.candidates(viewer, at);
    const chosen = candidates.titles.indexOf(title);
    if (chosen < 0) return;
    lessons.push({ request: engine.requestFor(viewer, candidates, nothingLearned), chosen });
  }

  get lessons(): Lessons {
    const asked = this.#old.slice(OLD, OLD + ASKED);
    return { old: this.#old.slice(0, OLD), asked, new: this.#new.slice(0, NEW) };
  }
}

const nothingLearned = new Adapters({}, () => 0);

/** Mean loss on the old taste, in nats: before anything was learned, after the old taste, after the new one. */
export function forgetting(lessons: Lessons, settings: AdapterSettings) {
  const adapter = newAdapter(settings, chanceFrom(1));
  const before = meanLoss(adapter, lessons.asked);
  study(adapter, lessons.old);
  adapter.consolidate();
  const learned = meanLoss(adapter, lessons.asked);
  const newBefore = meanLoss(adapter, lessons.new.slice(-ASKED));
  study(adapter, lessons.new.slice(0, -ASKED));
  const newAfter = meanLoss(adapter, lessons.new.slice(-ASKED));
  study(adapter, lessons.new.slice(-ASKED));
  return { before, learned, after: meanLoss(adapter, lessons.asked), newBefore, newAfter };
}

function study(adapter: Lora, lessons: readonly Lesson[]): void {
  for (const { request, chosen } of lessons)
    adapter.learn(request.state, slopeOf({ ...request, adapters: [adapter] }, chosen).slope);
}

function meanLoss(adapter: Lora, lessons: readonly Lesson[]): number {
  const losses = lessons.map(
    ({ request, chosen }) => slopeOf({ ...request, adapters: [adapter] }, chosen).loss,
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
