/** The generation that stamps cached answers: after a bump no answer from before is served. */
export interface CacheGeneration {
  current(): Promise<number>;
  /** At least as high as every earlier one, however often and in whatever order it is called. */
  bump(at: number): Promise<void>;
}
