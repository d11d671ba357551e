/**
 * The version of the default encoder as `npm run models` builds it; a test holds the two together. It is part of the
 * hash of a title's words, so that vectors of another encoder are made again.
 */
export const encoderVersion = 'universal-sentence-encoder-lite-int8-6d3ea8a352e1';
