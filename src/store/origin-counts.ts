/** From how many origins the reports of stories are (`model/origins.ts`), counted when their articles change. */
import { sourceId } from '../model/ids.ts'
import { originsOf } from '../model/origins.ts'
import { OPENING } from '../model/same-text.ts'
import { all, asRows, run, type Sql, type Work } from './database.ts'

/** Counts the origins of these stories, by number. */
export function* countOrigins(stories: readonly number[]): Work<void> {
  if (stories.length === 0) return
  const reports = Map.groupBy(yield* all<ReportRow>(REPORTS, stories), ({ story }) => story)
  yield* run(COUNT, asRows(stories.map((n) => ({ n, origins: countIn(reports.get(n)) }))))
}

/** Only the first so many reports of a story, in order of arrival, count: each commit that changes a story counts all of them again. */
const MOST_COUNTED = 32

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
/** Of stories with more than one: the others have one origin. */
const REPORTS: Sql = ({ isIn, field, firstOf }) => `
  SELECT a.n, a.story, a.copy_of, k.id AS source, k.owner, a.language, c.title, substr(c.text, 1, ${OPENING}) AS opening,
    ${field('c.origin', 'agency')} AS agency
  FROM story s ${firstOf('article', `WHERE story = s.n ORDER BY n LIMIT ${MOST_COUNTED}`, 'a')}
  JOIN content c ON c.article = a.n JOIN source k ON k.n = a.source
  WHERE ${isIn('s.n', '$1', 'bigint')} AND EXISTS (SELECT 1 FROM article o WHERE o.story = s.n AND o.n <> a.n)
  ORDER BY a.published_at, a.n`
const COUNT: Sql = ({ rows }) => `
  UPDATE story AS s SET origins = o.origins FROM ${rows('$1', 'o', { n: 'bigint', origins: 'integer' })}
  WHERE s.n = o.n AND s.origins <> o.origins`

const countIn = (rows: readonly ReportRow[] = []): number => {
  if (rows.length === 0) return 1
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
