import { accountDeleted } from './account-events.js';
import { auditRecorded } from './audit-events.js';
import { titleChanged, titleMerged } from './catalogue-events.js';
import { deadLetters } from './dead-letters.js';
import { feedbackGiven } from './feedback-events.js';
import { pageEmbedded, pageFetched, pageNormalised, pagePlanned, pageResolved } from './ingestion-events.js';
import { runRequested } from './run-events.js';
import type { Topic } from './topic.js';
import { resultOpened, searchAnswered, titleViewed, viewersSeen } from './viewer-events.js';

/** Every topic of the system. */
export const topics: readonly Topic[] = [
  runRequested,
  pagePlanned,
  pageFetched,
  pageNormalised,
  pageResolved,
  pageEmbedded,
  titleChanged,
  titleMerged,
  titleViewed,
  searchAnswered,
  resultOpened,
  viewersSeen,
  feedbackGiven,
  accountDeleted,
  auditRecorded,
  deadLetters,
];
