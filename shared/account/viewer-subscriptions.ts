/** What viewers have told us they subscribe to. */
export interface ViewerSubscriptions {
  /** Ids of `GET /platforms`, for `mine=true` (see filterOf); none for a viewer who named none. */
  platformsOf(viewer: string): Promise<readonly string[]>;
}
