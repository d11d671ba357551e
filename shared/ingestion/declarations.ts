import type { ProviderDeclaration } from './provider.js';

/** Every provider that may give titles. A deployment has those whose keys it was given. */
export const declarations: readonly ProviderDeclaration[] = [
  {
    name: 'file',
    home_page: 'https://github.com/media-gateway/media-gateway',
    terms: { cache_days: null, attribution: null, commercial_use: true, source: "The operator's own file." },
    trust: 90,
  },
  {
    name: 'tmdb',
    home_page: 'https://www.themoviedb.org',
    terms: {
      cache_days: 180,
      attribution: 'This product uses the TMDB API but is not endorsed or certified by TMDB.',
      commercial_use: false,
      source: 'https://www.themoviedb.org/api-terms-of-use',
    },
    trust: 60,
  },
];

/** An operator's file under another name is trusted like `file`. */
export function declarationOf(provider: string): ProviderDeclaration {
  const known = declarations.find((declaration) => declaration.name === provider);
  return known ?? { ...(declarations[0] as ProviderDeclaration), name: provider };
}
