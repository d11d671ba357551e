import { z } from 'zod';
import { TitleId } from './title-id.js';

/** A path that names a title: `{id}`. */
export const TitleIdParameter = z.object({
  id: z.uuid().toLowerCase().pipe(TitleId).meta({
    description: "The title's id.",
    example: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
  }),
});
