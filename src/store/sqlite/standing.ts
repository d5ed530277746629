/** Where an article stands in both orders. */
export type Standing = { readonly n: number; readonly sortAt: number; readonly story: number; readonly storyAt: number }

/** The columns that say it: of an article, and of its story. */
export type StandingRow = {
  readonly n: number
  readonly sort_at: number
  readonly story: number
  readonly story_at: number
}
export const standingOf = ({ n, sort_at, story, story_at }: StandingRow): Standing => ({
  n,
  sortAt: sort_at,
  story,
  storyAt: story_at,
})
