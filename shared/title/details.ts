import { z } from 'zod';
import { Title, TitleType } from './title.js';

/** A title with everything that a page about it needs. */
export const TitleDetails = Title.extend({
  content_type: TitleType.describe('The same as `type`.'),
}).meta({ id: 'TitleDetails' });

export function withDetails(title: Title): z.input<typeof TitleDetails> {
  return { ...title, content_type: title.type };
}
