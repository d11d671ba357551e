/** Answers that others may be given too, in seconds; what viewers look at moves trending lists, so those are made anew. */
export const listing = { seconds: 5, whenHot: 30 } as const;
export const details = { seconds: 300 } as const;
/** Made from the catalogue artefact, of which there may be a newer one each minute. */
export const likeness = { seconds: 30 } as const;
