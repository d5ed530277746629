/** From how many origins the reports of stories are (`model/origins.ts`), counted when their articles change. */
import { sourceId } from '../model/ids.ts'
import { originsOf } from '../model/origins.ts'
import { OPENING } from '../model/same-text.ts'
import { all, asRows, run, type Sql, type Work } from './database.ts'

/** Counts the origins of these stories, by number. */
export function* countOrigins(stories: readonly number[]): Work<void> {
  if (stories.length === 0) return
  const rows = yield* all<ReportRow>(REPORTS, stories)
  const counts = Array.from(
    Map.groupBy(rows, ({ story }) => story),
    ([n, reports]) => ({ n, origins: countIn(reports) }),
  )
  if (counts.length > 0) yield* run(COUNT, asRows(counts))
}

/** Only the first so many reports of a story count: each commit that changes a story counts all of them again. */
const MOST_COUNTED = 64

type ReportRow = {
  readonly n: number
  readonly story: number
  readonly copy_of: number | null
  readonly source: string
  readonly owner: string | null
  readonly agency: string | null
  readonly language: string
  readonly title: string
  readonly opening: string
}
const REPORTS: Sql = ({ isIn, field }) => `
  SELECT a.n, a.story, a.copy_of, k.id AS source, k.owner, a.language, c.title, substr(c.text, 1, ${OPENING}) AS opening,
    ${field('c.origin', 'agency')} AS agency
  FROM (
    SELECT n, story, copy_of, source, language, published_at, row_number() OVER (PARTITION BY story ORDER BY published_at, n) AS nth
    FROM article WHERE ${isIn('story', '$1', 'bigint')}) a
  JOIN content c ON c.article = a.n JOIN source k ON k.n = a.source
  WHERE a.nth <= ${MOST_COUNTED} ORDER BY a.published_at, a.n`
const COUNT: Sql = ({ rows }) => `
  UPDATE story AS s SET origins = o.origins FROM ${rows('$1', 'o', { n: 'bigint', origins: 'integer' })} WHERE s.n = o.n`

const countIn = (rows: readonly ReportRow[]): number => {
  const owners = new Map(rows.flatMap(({ source, owner }) => (owner === null ? [] : [[sourceId(source), { owner }] as const])))
  const reports = rows.map(({ n, copy_of: copyOf, source, agency, language, title, opening }) => ({
    id: n,
    copyOf,
    source: sourceId(source),
    alsoIn: [],
    language,
    title,
    text: opening,
    origin: agency === null ? null : { agency },
  }))
  return originsOf(reports, owners).length
}
