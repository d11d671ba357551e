import { titleChanged } from '../../shared/event/catalogue-events.js';
import { deadLetters } from '../../shared/event/dead-letters.js';
import { resultOpened, searchAnswered, titleViewed, viewersSeen } from '../../shared/event/viewer-events.js';
import { onMessage, onSchedule, type Service } from '../../shared/function/declare.js';
import { step } from '../step.js';

const business = 'nobody sees how the business goes';

export const service = {
  ...step,
  memory: '1Gi',
  concurrency: 20,
  max: 2,
  routes: {
    'write-catalogue-artefact': onSchedule(
      { cron: '* * * * *', timeZone: 'Etc/UTC' },
      {
        uses: ['cacheGeneration', 'catalogueArtefact', 'titleIndex'],
        load: async () => (await import('../upkeep/write-catalogue-artefact.js')).writeCatalogueArtefact,
        impact: 'search knows new names late, and the search box suggests titles that are gone',
      },
    ),
    'bump-cache-generation': onMessage(titleChanged, {
      uses: ['cacheGeneration'],
      load: async () => (await import('../upkeep/bump-cache-generation.js')).bumpCacheGeneration,
      impact: 'changed titles show for minutes in their old form',
    }),
    'count-views': onMessage(titleViewed, {
      uses: ['viewCounts'],
      load: async () => (await import('../events/count-views.js')).countViews,
      impact: 'what viewers look at does not rise',
    }),
    'count-shown': onMessage(searchAnswered, {
      uses: ['figures'],
      load: async () => (await import('../events/count-figures.js')).countShown,
      impact: business,
    }),
    'count-opened': onMessage(resultOpened, {
      uses: ['figures'],
      load: async () => (await import('../events/count-figures.js')).countOpened,
      impact: business,
    }),
    'count-viewers': onMessage(viewersSeen, {
      uses: ['figures'],
      load: async () => (await import('../events/count-figures.js')).countViewers,
      impact: business,
    }),
    'forget-views': onSchedule(
      { cron: '*/30 * * * *', timeZone: 'Etc/UTC' },
      {
        uses: ['viewCounts'],
        load: async () => (await import('../events/forget-views.js')).forgetViews,
        impact: 'the lists of viewed titles grow',
      },
    ),
    'keep-dead-letter': onMessage(deadLetters, {
      uses: ['deadLetters', 'runs'],
      load: async () => (await import('../upkeep/keep-dead-letter.js')).keepDeadLetter,
      impact: 'operators do not learn of messages that failed',
    }),
    'redrive-dead-letters': onSchedule(
      { cron: '*/5 * * * *', timeZone: 'Etc/UTC' },
      {
        uses: ['deadLetters', 'events'],
        load: async () => (await import('../upkeep/redrive-dead-letters.js')).redriveDeadLetters,
        impact: 'pages that failed while something was down stay out of the catalogue',
      },
    ),
  },
} as const satisfies Service;
