/** One thing that a viewer did with a title; viewers and titles by their dense numbers. */
export interface Interaction {
  viewer: number;
  title: number;
  /** 1 to 5, halves included. */
  rating: number;
  /** Seconds since the epoch. */
  at: number;
}
