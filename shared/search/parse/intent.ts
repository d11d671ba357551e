import type { ParsedQuery } from './slots.js';
import type { Token } from './tokens.js';

const recommending =
  /\b(recommend\w*|suggest\w*|(?:should|can|could|do|to) (?:i|we|you) watch(?: next)?|what to watch|something to watch|if (?:you|i) (?:like|love|enjoy)\w*|in the mood for|watch (?:tonight|next)|surprise me|i (?:just )?(?:loved|liked|enjoyed|finished)|for fans of|fans of|what next|feel like watching)\b/;
const wanted = /\b(?:can|could|do) (?:i|we) watch\b/;
const asking =
  /^(who (?:directed|stars|starred|plays|played|is|was|wrote|made|produced|acted|voices|voiced|are|were|composed|sings|sang)|when (?:was|did|is|does|will)|what year|which year|how (?:long|many|old|much|did|does)|where (?:was|were|is) .{0,80}\b(?:filmed|shot|set)|what (?:is|was|s) the (?:runtime|rating|plot|budget|ending|cast|release date|name of the (?:actor|director|character))|cast of|is .{1,80}\b(?:based on|a true story)|did .{1,80}\b(?:win|die)|which (?:actor|actress|director)|what (?:actor|actress|director)|in (?:what|which) year)\b/;

/** What a query is after: titles, advice, or a fact about a title. */
export function intentOf(tokens: readonly Token[]): ParsedQuery['intent'] {
  const words = tokens
    .slice(0, 40)
    .map(({ word }) => word)
    .join(' ');
  if (asking.test(words)) return 'trivia';
  if (/^where (?:can|could|do) /.test(words) || !recommending.test(words)) return 'search';
  return wanted.test(words) && /^where\b/.test(words) ? 'search' : 'recommendation';
}
