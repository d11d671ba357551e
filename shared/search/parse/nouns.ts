/** Words for what a query looks for, whatever it is. */
export const titleNouns: ReadonlySet<string> = new Set(
  'movie movies film films cinema flick flicks picture pictures show shows series tv miniseries documentary documentaries sitcom sitcoms title titles stuff thing things something anything one release releases episodes classic classics'.split(
    ' ',
  ),
);
