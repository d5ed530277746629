/** An affair: a story, those that it continues and those that continue it. */
import type { StoryId } from '../../model/ids.ts'
import { all, type Database, type Sql, type Work } from '../database.ts'

export type Affairs = ReturnType<typeof affairsIn>

export const affairsIn = (database: Database) => ({
  /** By affair (`Story.affair`): its stories, in order of publication. */
  affairs: async (ids: readonly StoryId[]): Promise<ReadonlyMap<StoryId, readonly StoryId[]>> => {
    const rows = await database.all<AffairRow>(STORIES, ids)
    return new Map(
      [...Map.groupBy(rows, ({ affair }) => affair)].map(([affair, stories]) => [affair, stories.map(({ id }) => id)]),
    )
  },
})
type AffairRow = { readonly affair: StoryId; readonly id: StoryId }
const STORIES: Sql = ({ isIn }) => `
  SELECT affair, id FROM (
    SELECT id AS affair, id, published_at, n FROM story WHERE ${isIn('id', '$1', 'text')} AND affair IS NULL
    UNION ALL
    SELECT affair, id, published_at, n FROM story WHERE ${isIn('affair', '$1', 'text')}) s
  ORDER BY published_at, n`

/** The numbers of all stories of the affairs that these stories belong to. */
export function* storiesInAffairs(stories: readonly StoryId[]): Work<readonly number[]> {
  return (yield* all<{ readonly n: number }>(NUMBERS, stories)).map(({ n }) => n)
}
const NUMBERS: Sql = ({ list }) => `
  WITH named (affair) AS MATERIALIZED (
    SELECT coalesce(
      (SELECT coalesce(s.affair, s.id) FROM story s WHERE s.id = one.value),
      (SELECT coalesce(s.affair, s.id)
        FROM story_tombstone g JOIN article a ON a.n = g.article JOIN story s ON s.n = a.story WHERE g.id = one.value),
      one.value)
    FROM ${list('$1', 'text', 'one')})
  SELECT s.n FROM named JOIN story s ON s.affair = named.affair
  UNION
  SELECT s.n FROM named JOIN story s ON s.id = named.affair`
