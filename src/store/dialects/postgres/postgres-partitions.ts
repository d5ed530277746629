import { DAY } from '../../../lib/durations.ts'
import type { Instant } from '../../../model/ids.ts'
import type { GroupingPlan } from '../../ports/article-log.ts'
import { StoreUnavailable } from '../../ports/store.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { waitedForLock } from './postgres-errors.ts'
import { LOCKS } from './postgres-locks.ts'
import type { Queries } from './queries.ts'

/** The partitions of the table of words, which a process creates in advance. */
export type Partitions = {
  /** Call it before an append of this many articles. If the next partition cannot be created now, words go into `words_rest`. */
  readonly prepare: (articles: number, now: Instant) => Promise<void>
}

/** A partition is created when the last one has at most this many numbers left. */
const AHEAD = 50_000
/** How many articles this process appends between two checks: fifty processes do not use up the rest in that time. */
const LOOK_EVERY = 1_000
/** The fewest articles of a partition: with fewer a day, it covers several days, since each partition adds to the cost of a search for a rare word. */
const SMALLEST = 100_000
/** Other queries queue behind one that waits for a table, so that it waits at most this long. */
const PATIENCE = `SET LOCAL lock_timeout = '1s'`

export const createPartitions = (connection: PostgresConnection): Partitions => {
  let left = 0
  return {
    async prepare(articles, now) {
      left -= articles
      if (left > 0) return
      left = LOOK_EVERY
      await ifPossible(makeAhead(connection, now))
    },
  }
}

/** If a long read blocks the work, or the user may not create tables, it is tried again later; nothing is lost meanwhile. */
const ifPossible = async (work: Promise<void>): Promise<void> => {
  try {
    await work
  } catch (error) {
    if (!waitedForLock(error) && !(error instanceof StoreUnavailable)) throw error
  }
}

type Bounds = { readonly top: number | null; readonly last: number }
const BOUNDS = 'SELECT (SELECT max(ends) FROM words_part) AS top, last_value AS last FROM article_number'

const makeAhead = async (connection: PostgresConnection, now: Instant): Promise<void> => {
  const bounds = await connection.get<Bounds>(BOUNDS)
  if (bounds === undefined || bounds.top === null || bounds.top > bounds.last + AHEAD) return
  const [top, last] = [bounds.top, bounds.last]
  const first = await connection.get<{ readonly n: number }>(FIRST_SINCE, now - DAY)
  const size = Math.max(SMALLEST, first === undefined ? 0 : last - first.n)
  await addPartition(connection, { first: top, ends: Math.max(top, last) + size })
}
const FIRST_SINCE = 'SELECT n FROM article WHERE first_seen >= $1 ORDER BY first_seen, n LIMIT 1'

/** Creates the partition of these numbers, which begins where the last one ends, unless another process has created it. */
export const addPartition = async (
  { transaction }: PostgresConnection,
  { first, ends }: { readonly first: number; readonly ends: number },
): Promise<void> =>
  await transaction(async (queries) => {
    await queries.all('SELECT pg_advisory_xact_lock($1)', LOCKS.PARTITION)
    if ((await queries.get<Bounds>(BOUNDS))?.top !== first) return
    await queries.script(PATIENCE)
    // Keeps the grouper's commits from raising `latest` meanwhile.
    await queries.all('SELECT one FROM counters FOR UPDATE')
    await queries.run(MEASURE)
    await queries.script('LOCK TABLE words_rest IN ACCESS EXCLUSIVE MODE')
    const early = await queries.get(EARLY, first)
    for (const step of early === undefined ? empty(first, ends) : madeOfRest(first, ends)) await queries.script(step)
    await queries.run(
      'INSERT INTO words_part (first, ends, latest) VALUES ($1, $2, $3)',
      first,
      ends,
      early === undefined ? 0 : null,
    )
    await queries.run(MEASURE)
  })
/** Sets `latest` of unmeasured partitions to the latest sort key of all entries, an upper bound. */
const MEASURE = `
  UPDATE words_part SET latest = greatest((SELECT max(sort_at) FROM story), (SELECT max(sort_at) FROM article WHERE story IS NOT NULL))
  WHERE latest IS NULL`
const EARLY = 'SELECT 1 FROM words_rest WHERE article >= $1 LIMIT 1'

const empty = (first: number, ends: number): readonly string[] => [
  `CREATE TABLE words_${first} (LIKE words INCLUDING STORAGE)`,
  attach(first, ends),
]
const attach = (first: number, ends: number): string =>
  `ALTER TABLE words ATTACH PARTITION words_${first} FOR VALUES FROM (${first}) TO (${ends})`

/** Words that came before their partition existed are not written again: the table that has them becomes the partition. */
const madeOfRest = (first: number, ends: number): readonly string[] => [
  'ALTER TABLE words DETACH PARTITION words_rest',
  `ALTER TABLE words_rest RENAME TO words_${first}`,
  'CREATE TABLE words_rest PARTITION OF words DEFAULT',
  `WITH other AS (DELETE FROM words_${first} WHERE article < ${first} OR article >= ${ends} RETURNING article, words)
   INSERT INTO words_rest (article, words) SELECT article, words FROM other`,
  attach(first, ends),
]

/** Drops partitions whose articles are all deleted. */
export const dropEmptyPartitions = async (connection: PostgresConnection): Promise<void> => {
  for (const part of await connection.all<Part>(DECIDED)) {
    if (await isEmpty(connection, part)) await ifPossible(drop(connection, part))
  }
}
type Part = { readonly first: number; readonly ends: number }
/** Partitions to which nothing is added any more. */
const DECIDED = 'SELECT first, ends FROM words_part WHERE ends <= (SELECT decided_article FROM counters) ORDER BY first'

const isEmpty = async ({ get }: Queries, { first, ends }: Part): Promise<boolean> =>
  (await get('SELECT 1 FROM words WHERE article >= $1 AND article < $2 LIMIT 1', first, ends)) === undefined

const drop = async ({ transaction }: PostgresConnection, part: Part): Promise<void> =>
  await transaction(async (queries) => {
    await queries.script(`${PATIENCE}; LOCK TABLE ONLY words IN ACCESS EXCLUSIVE MODE`)
    if (!(await isEmpty(queries, part))) return
    if ((await queries.run('DELETE FROM words_part WHERE first = $1', part.first)) === 0) return
    await queries.script(`DROP TABLE words_${part.first}`)
  })

/** Raises `latest` of partitions after articles were placed and stories changed. */
export const raiseLatest = async ({ run }: Queries, { places = [], stories = [] }: GroupingPlan): Promise<void> => {
  if (places.length + stories.length === 0) return
  const [articles, ids] = [places.map(({ article }) => article), stories.map(({ id }) => id)]
  await run(RAISE, articles, ids)
}
const RAISE = `
  UPDATE words_part p SET latest = h.latest FROM (
    SELECT part.first, max(greatest(placed.sort_at, placed.story_at)) AS latest FROM (
      SELECT a.n, a.sort_at, s.sort_at AS story_at FROM article a JOIN story s ON s.n = a.story WHERE a.n = ANY ($1::bigint[])
      UNION ALL
      SELECT a.n, a.sort_at, s.sort_at FROM story s JOIN article a ON a.story = s.n WHERE s.id = ANY ($2::text[])) placed
    CROSS JOIN LATERAL (SELECT first FROM words_part WHERE first <= placed.n ORDER BY first DESC LIMIT 1) part
    GROUP BY part.first) h
  WHERE p.first = h.first AND p.latest < h.latest`
