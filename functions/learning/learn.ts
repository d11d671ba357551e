import { feedbackGiven } from '../../shared/event/feedback-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';
import { learned } from '../../shared/recommendation/learning.js';

/**
 * What a viewer told becomes part of their taste and moves their adapter: each event once, however often its message comes,
 * and nothing of a profile that was deleted.
 */
export const learn = subscriber(
  feedbackGiven,
  async (
    { account, profile, events },
    {
      catalogueArtefact,
      log,
      recommendationBase,
      tastes,
    }: Uses<'catalogueArtefact' | 'recommendationBase' | 'tastes'>,
  ) => {
    const [model, current] = await Promise.all([recommendationBase.current(), catalogueArtefact.current()]);
    await tastes.change({ account, profile }, async (stored) => {
      model.readFrom(current?.artefact);
      const after = learned(stored, events, model);
      if (after?.fault) log('warn', 'an adapter was learned anew', { fault: after.fault });
      return after?.stored;
    });
  },
);
