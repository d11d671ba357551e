export interface Genre {
  slug: string;
  name: string;
  /** Other names that providers use, lower case. */
  aliases: readonly string[];
}

export const genres: readonly Genre[] = [
  { slug: 'action', name: 'Action', aliases: ['action & adventure'] },
  { slug: 'adventure', name: 'Adventure', aliases: [] },
  { slug: 'animation', name: 'Animation', aliases: ['animated', 'cartoon', 'anime'] },
  { slug: 'biography', name: 'Biography', aliases: ['biographical', 'biopic'] },
  { slug: 'comedy', name: 'Comedy', aliases: ['comedies'] },
  { slug: 'crime', name: 'Crime', aliases: [] },
  { slug: 'documentary', name: 'Documentary', aliases: ['documentaries', 'docuseries'] },
  { slug: 'drama', name: 'Drama', aliases: ['dramas'] },
  { slug: 'family', name: 'Family', aliases: ['kids', 'children'] },
  { slug: 'fantasy', name: 'Fantasy', aliases: [] },
  { slug: 'history', name: 'History', aliases: ['historical'] },
  { slug: 'horror', name: 'Horror', aliases: [] },
  { slug: 'music', name: 'Music', aliases: ['musical performance', 'concert'] },
  { slug: 'musical', name: 'Musical', aliases: ['musicals'] },
  { slug: 'mystery', name: 'Mystery', aliases: [] },
  { slug: 'news', name: 'News', aliases: [] },
  { slug: 'reality', name: 'Reality', aliases: ['reality tv', 'reality-tv', 'game show'] },
  { slug: 'romance', name: 'Romance', aliases: ['romantic'] },
  { slug: 'science-fiction', name: 'Science Fiction', aliases: ['sci-fi', 'scifi', 'sf'] },
  { slug: 'soap', name: 'Soap', aliases: ['soap opera'] },
  { slug: 'sport', name: 'Sport', aliases: ['sports'] },
  { slug: 'stand-up', name: 'Stand-Up', aliases: ['stand up', 'stand-up comedy'] },
  { slug: 'talk', name: 'Talk', aliases: ['talk show', 'talk-show'] },
  { slug: 'thriller', name: 'Thriller', aliases: ['thrillers', 'suspense'] },
  { slug: 'tv-movie', name: 'TV Movie', aliases: [] },
  { slug: 'war', name: 'War', aliases: [] },
  { slug: 'western', name: 'Western', aliases: ['westerns'] },
];

/** Provider genres that are two of ours. */
const combined: Readonly<Record<string, readonly string[]>> = {
  'action & adventure': ['action', 'adventure'],
  'sci-fi & fantasy': ['science-fiction', 'fantasy'],
  'war & politics': ['war'],
};

const slugByName = new Map<string, string>(
  genres.flatMap((genre) =>
    [genre.slug, genre.name.toLowerCase(), ...genre.aliases].map((name) => [name, genre.slug] as const),
  ),
);

export function isGenre(slug: string): boolean {
  return genres.some((genre) => genre.slug === slug);
}

/** The slugs of a genre as a provider writes it; none when it is not a genre we know. */
export function genreSlugs(name: string): readonly string[] {
  const wanted = name.trim().toLowerCase();
  const slug = slugByName.get(wanted);
  return combined[wanted] ?? (slug ? [slug] : []);
}
