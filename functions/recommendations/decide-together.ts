import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { asParameters } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { answered, Recommendation } from '../../shared/recommendation/answers.js';
import { groupOf } from '../../shared/recommendation/group.js';
import { groupChoices, type Picked, pickedFor } from '../../shared/recommendation/group-pick.js';
import { ForYouParameters, profilesTogether } from '../../shared/recommendation/parameters.js';
import type { ReadyPorts } from '../../shared/recommendation/ready.js';
import { readyTogether } from '../../shared/recommendation/ready-together.js';
import { Why, whyOf } from '../../shared/recommendation/reasons.js';
import type { Learnt } from '../../shared/recommendation/recommend.js';
import { afterPick, whoseTurn } from '../../shared/recommendation/turns.js';
import { ownerOf, rememberShown } from '../../shared/recommendation/wishes.js';
import { ProfileId } from '../../shared/viewer/household.js';
import { knownViewer, stillThere } from '../../shared/viewer/viewer.js';

/** The pick and two alternatives. */
const CHOICES = 3;

const Rating = z
  .object({
    profile: ProfileId,
    rating: z.number().min(0).max(1).describe('The share of all candidates that suit the profile worse.'),
    why: z.array(Why).describe('What raises the pick’s score for the profile, most first.'),
  })
  .meta({ id: 'PickRating' });

const GroupDecision = z
  .object({
    pick: Recommendation,
    alternatives: z.array(Recommendation).max(CHOICES - 1),
    turn: z.object({
      profile: ProfileId.describe('Whose turn it was.'),
      ratings: z.array(Rating).describe('How the pick suits each, in the order of `profiles`.'),
    }),
  })
  .meta({ id: 'GroupDecision' });

export const decideTogether = endpoint({
  summary: 'One title for several of us',
  description:
    'For profiles of the account that agree: who asks, others that have `group_picks` switched on in their preferences, and, ' +
    'where the owner’s profile asks, children. Nothing beyond the lowest rating ceiling among them, nothing that one of them ' +
    'refused or, unless `seen`, has seen; on what any of them subscribes to, unless `mine=false`. The best on average, ' +
    'without what suits anybody badly; whose turn it is counts more than half, and that is who was served least by the picks ' +
    'before. Each pick moves the turn on. `refresh` leaves out what was picked last.',
  body: z.preprocess(
    (body) => asParameters(body),
    ForYouParameters.omit({ limit: true }).extend({ profiles: profilesTogether }),
  ),
  answer: GroupDecision,
  keyed: true,
  problems: ['account-not-found', 'not-in-this-profile', 'profile-not-found', 'title-not-found'],
  handle: async (
    { body: { profiles, ...query }, caller, viewer, once },
    ports: Uses<'households' | 'titleIndex' | 'viewCounts'> & ReadyPorts,
  ) => {
    const asker = knownViewer(viewer);
    const group = groupOf(asker, stillThere(await ports.households.get(asker.account)), profiles);
    const ready = await readyTogether({ query, caller, asker, group }, CHOICES, ports);
    const choices = await groupChoices(ready.members, ready.learnt, ports);
    const decided = await ports.households.change(
      asker.account,
      (household) => {
        // Who went, or withdrew, while it was decided has no part in it.
        groupOf(asker, household, profiles);
        const turn = whoseTurn(household.turns, profiles);
        const [pick, ...alternatives] = pickedFor(choices, turn, CHOICES, ready.lately);
        if (!pick) throw new Problem('title-not-found', 'Nothing suits all of you; leave a parameter out.');
        const turns = afterPick(household.turns, { turn, ratings: pick.views, at: ports.clock.now() });
        const { artefact } = ready.learnt;
        const answer = {
          pick: answered(pick, artefact, query),
          alternatives: alternatives.map((one) => answered(one, artefact, query)),
          turn: { profile: turn, ratings: ratingsOf(pick, ready.learnt) },
        };
        return { household: { ...household, turns }, answer };
      },
      once,
    );
    const answer = stillThere(decided);
    const ids = [answer.pick, ...answer.alternatives].map(({ id }) => id);
    await rememberShown(ownerOf(asker), ids, ports);
    return answer;
  },
});

function ratingsOf({ views }: Picked, { artefact }: Learnt): z.infer<typeof Rating>[] {
  return views.map(({ profile, rating, parts }) => ({ profile, rating, why: whyOf(parts, artefact) }));
}
