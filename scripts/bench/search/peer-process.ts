import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { create, insertMultiple, search } from '@orama/orama';
import MiniSearch from 'minisearch';
import { type CatalogueTitle, readCatalogue } from './queries.js';

/**
 * A search library over the catalogue file, behind functions-framework as our services are, so that both pay for HTTP.
 * Arguments: the library, the file, how many titles, and `all` fields or only `names`. Prints its address.
 */
const [library, file, count, fields] = process.argv.slice(2);

interface Found {
  id: string;
  title: string;
}
type Search = (q: string, limit: number, typing: boolean) => Found[] | Promise<Found[]>;

const NAMES = ['title', 'original_title'] as const;
const REST = ['overview', 'tagline', 'genres', 'keywords', 'people', 'year', 'extract'] as const;
const wanted = fields === 'names' ? NAMES : [...NAMES, ...REST];
/** As much as ours gives to a title's words. */
const boost = { title: 3, original_title: 3 };

const documents = (await readCatalogue(file ?? '', Number(count))).map(documentOf);
const searches: Record<string, () => Promise<Search>> = { minisearch: overMiniSearch, orama: overOrama };
const find = await searches[library ?? '']?.();
if (!find) throw new Error(`There is no library "${library}"; there are ${Object.keys(searches).join(', ')}`);

http('peer', async (request, response) => {
  const { q, limit = '20', typing } = request.query as Record<string, string>;
  response.json({ data: await find(q ?? '', Number(limit), typing === 'true') });
});
const server = getTestServer('peer');
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});

function documentOf(title: CatalogueTitle) {
  return {
    id: title.id,
    title: title.title,
    original_title: title.original_title === title.title ? '' : (title.original_title ?? ''),
    overview: title.overview ?? '',
    tagline: title.tagline ?? '',
    genres: title.genres?.join(' ') ?? '',
    keywords: title.keywords?.join(' ') ?? '',
    people: [...(title.directors ?? []), ...(title.cast ?? [])].join(' '),
    year: String(title.year ?? ''),
    extract: title.wikipedia?.extract ?? '',
    popularity: title.popularity ?? 0,
  };
}

async function overMiniSearch(): Promise<Search> {
  const index = new MiniSearch({ fields: [...wanted], storeFields: ['title', 'popularity'] });
  index.addAll(documents);
  return (q, limit, typing) =>
    index
      .search(q, { boost, ...(typing && { prefix: true, combineWith: 'AND' as const }) })
      .slice(0, limit)
      .map(({ id, title }) => ({ id, title }));
}

async function overOrama(): Promise<Search> {
  const index = create({
    schema: Object.fromEntries(wanted.map((field) => [field, 'string'])) as Record<string, 'string'>,
  });
  await insertMultiple(index, documents, 1_000);
  return async (q, limit, typing) => {
    // Its threshold: 1 takes titles that hold any of the words, 0 those that hold all.
    const { hits } = await search(index, { term: q, limit, boost, threshold: typing ? 0 : 1, exact: false });
    return hits.map(({ id, document }) => ({ id, title: document.title as string }));
  };
}
