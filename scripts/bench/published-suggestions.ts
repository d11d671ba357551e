import { TitleNames } from '../../shared/suggest/title-names.js';

const BUCKET = 'media-gateway';
const BEGINNINGS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const MANY = 1_000;

/** What the published file suggests for every beginning of one letter, each as `a: id name`. */
export async function publishedSuggestions(env: Readonly<Record<string, string>>): Promise<string[]> {
  const pointer = JSON.parse((await objectOf(env, 'suggestions/current.json')).toString('utf8')) as {
    file: string;
  };
  const names = new TitleNames(await objectOf(env, pointer.file));
  return BEGINNINGS.flatMap((letter) =>
    names.beginningWith(letter, MANY).map(({ id, title }) => `${letter}: ${id} ${title}`),
  );
}

async function objectOf(env: Readonly<Record<string, string>>, name: string): Promise<Buffer> {
  const origin = env['STORAGE_EMULATOR_HOST'];
  const answer = await fetch(`${origin}/storage/v1/b/${BUCKET}/o/${encodeURIComponent(name)}?alt=media`);
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}
