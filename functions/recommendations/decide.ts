import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { answered, madeFrom, Recommendation } from '../../shared/recommendation/answers.js';
import { ForYouParameters } from '../../shared/recommendation/parameters.js';
import { type ReadyPorts, ready } from '../../shared/recommendation/ready.js';
import { recommend } from '../../shared/recommendation/recommend.js';
import { rememberShown } from '../../shared/recommendation/wishes.js';

/** The pick and two alternatives. */
const CHOICES = 3;

const Decision = z
  .object({
    pick: Recommendation,
    alternatives: z
      .array(Recommendation)
      .max(CHOICES - 1)
      .describe('As good, and unlike the pick.'),
    made_from: z.array(z.enum(madeFrom)).describe('What it is made from beside what everybody sees.'),
  })
  .meta({ id: 'Decision' });

export const decide = endpoint({
  summary: 'One title for now',
  description:
    'The best of `/recommendations/for-you` that can be watched now, and two others in case it is not the one. Offers bear the ' +
    'links that open it. Of who has named subscriptions only what they include, unless `mine=false`. `refresh` decides anew: ' +
    'nothing of the latest list or decision comes again while there are others.',
  query: ForYouParameters.omit({ limit: true }),
  answer: Decision,
  problems: ['not-authenticated', 'title-not-found'],
  handle: async (request, ports: Uses<'titleIndex' | 'viewCounts'> & ReadyPorts) => {
    const { viewer } = request;
    const subscribed =
      typeof viewer === 'object' ? viewer.profile.preferences.subscribed_platforms.length > 0 : false;
    const query = { ...request.query, limit: CHOICES, mine: request.query.mine ?? subscribed };
    const { wish, owner, madeFrom, ...learnt } = await ready({ ...request, query }, CHOICES, ports);
    const list = await recommend({ ...wish, filter: { ...wish.filter, available: true } }, learnt, ports);
    const [pick, ...alternatives] = list.map((one) => answered(one, learnt.artefact, query));
    if (!pick) throw new Problem('title-not-found', 'Nothing suits all of that; leave a parameter out.');
    const ids = list.map(({ title }) => title.id);
    if (owner) await rememberShown(owner, ids, ports);
    return { pick, alternatives, made_from: madeFrom };
  },
});
