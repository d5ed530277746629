/** The stored vectors of reports: written with the grouper's decisions, read by whoever searches by meaning. */
import { all, type Database, run, type Work } from '../database.ts'
import type { GroupingPlan } from '../ports/article-log.ts'

/** The newest so many vectors are stored: 77 MB, which a process that searches by meaning holds in memory. */
export const MOST_VECTORS = 200_000

/** Of new features the vector, of features that are gone none. */
export function* writeVectors(features: NonNullable<GroupingPlan['features']>): Work<void> {
  for (const { article, features: one } of features)
    if (one === null) yield* run('DELETE FROM vector WHERE article = $1', article)
    else if (one.vector !== undefined)
      yield* run(
        WRITE,
        article,
        one.vector.revision,
        new Uint8Array(one.vector.values.buffer, one.vector.values.byteOffset, one.vector.values.length),
      )
}
/** One process groups, so that the numbers of two transactions never cross. */
const WRITE = `
  INSERT INTO vector (article, n, model, bytes) VALUES ($1, (SELECT coalesce(max(n), 0) + 1 FROM vector), $2, $3)
  ON CONFLICT (article) DO UPDATE SET n = excluded.n, model = excluded.model, bytes = excluded.bytes`

export function* trimVectors(): Work<void> {
  yield* run(TRIM)
}
const TRIM = `DELETE FROM vector WHERE n <= (SELECT max(n) FROM vector) - ${MOST_VECTORS}`

/** A grouped article with the vector that a model gave it. `values`: DIMENSIONS numbers. */
export type ArticleVector = { readonly article: number; readonly values: Int8Array; readonly revision: string }

export const vectorsIn = (database: Database) => ({
  /** Up to `most` vectors after a position, the latest written first; `before` null: from the last one on. */
  articleVectors: async (before: number | null, most: number): Promise<readonly (ArticleVector & { readonly n: number })[]> => {
    const rows = await database.all<VectorRow & { readonly model: string }>(LATEST, before ?? Number.MAX_SAFE_INTEGER, most)
    return rows.map(({ n, article, model, bytes }) => ({
      n,
      article,
      revision: model,
      values: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    }))
  },
})
const LATEST = 'SELECT n, article, model, bytes FROM vector WHERE n < $1 ORDER BY n DESC LIMIT $2'

export type VectorRow = { readonly n: number; readonly article: number; readonly bytes: Uint8Array }

/** Up to `most` vectors of a model that were written after `n`, in this order. */
export function* vectorsAfter(n: number, model: string, most: number): Work<readonly VectorRow[]> {
  return yield* all<VectorRow>(AFTER, n, model, most)
}
const AFTER = 'SELECT n, article, bytes FROM vector WHERE n > $1 AND model = $2 ORDER BY n LIMIT $3'

/** The vectors of a story's reports that its newest model gave; an id of a story that has ended stands for the story that has its articles now. */
export function* vectorsOfStory(id: string): Work<readonly { readonly model: string; readonly bytes: Uint8Array }[]> {
  return yield* all(OF_STORY, id)
}
const OF_STORY = `
  SELECT v.model, v.bytes FROM (
    SELECT s.n FROM story s WHERE s.id = $1
    UNION
    SELECT a.story FROM story_tombstone g JOIN article a ON a.n = g.article WHERE g.id = $1) named
  JOIN article a ON a.story = named.n JOIN vector v ON v.article = a.n ORDER BY v.n DESC LIMIT 200`
