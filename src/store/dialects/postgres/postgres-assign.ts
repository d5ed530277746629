import { runOn } from '../../drivers/postgres.ts'
import { writeVectors } from '../../meaning/vectors.ts'
import { packList } from '../../new-article-row.ts'
import type { GroupingPlan } from '../../ports/article-log.ts'
import { columnsOf, type Queries } from './queries.ts'
import { lastOf } from '../../in-order.ts'

/** Writes assignments with their reasons, and the features and links of articles. */
export const writeAssignments = async (queries: Queries, plan: GroupingPlan): Promise<void> => {
  await assign(queries, plan.assignments ?? [])
  const corrected = (plan.corrected ?? []).map(({ article, reasons }) => ({ article, text: reasons }))
  await explain(queries, CORRECT, corrected)
  const reasons = (plan.reasons ?? []).map((one) => ({ article: one.article, text: packList(one.reasons) ?? '[]' }))
  await explain(queries, EXPLAIN, reasons)
  await writeFeatures(queries, plan.features ?? [])
  await runOn(queries, writeVectors(plan.features ?? []))
  await writeLinks(queries, plan)
}

/** An article that starts its own story needs no row: a missing row means the same. */
const assign = async ({ run }: Queries, rows: NonNullable<GroupingPlan['assignments']>): Promise<void> => {
  const last = lastOf(rows, ({ article }) => article)
  const assigned = last.filter(({ parent, starts }) => parent !== null || starts !== null)
  const lone = last.filter(({ parent, starts }) => parent === null && starts === null)
  if (assigned.length > 0)
    await run(
      ASSIGN,
      ...columnsOf(
        assigned,
        ({ article }) => article,
        ({ kind }) => kind,
        ({ parent }) => parent,
        ({ starts }) => starts,
      ),
    )
  if (lone.length > 0)
    await run(
      START,
      lone.map(({ article }) => article),
    )
}
const ASSIGN = `
  INSERT INTO assignment AS p (article, kind, parent, starts) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[])
  ON CONFLICT (article) DO UPDATE SET kind = excluded.kind, parent = excluded.parent, starts = coalesce(excluded.starts, p.starts)`
const START = `UPDATE assignment SET kind = 'starts', parent = NULL WHERE article = ANY ($1::bigint[])`

const explain = async (
  { run }: Queries,
  sql: string,
  rows: readonly { readonly article: number; readonly text: string | null }[],
): Promise<void> => {
  if (rows.length === 0) return
  const last = lastOf(rows, ({ article }) => article)
  await run(
    sql,
    last.map(({ article }) => article),
    last.map(({ text }) => text),
  )
}
const explaining = (column: string): string => `
  INSERT INTO assignment (article, kind, ${column}) SELECT article, 'starts', said FROM unnest($1::bigint[], $2::text[]) AS r (article, said)
  ON CONFLICT (article) DO UPDATE SET ${column} = excluded.${column}`
const EXPLAIN = explaining('reasons')
const CORRECT = explaining('corrected')

const writeFeatures = async ({ run }: Queries, rows: NonNullable<GroupingPlan['features']>): Promise<void> => {
  const none = rows.filter(({ features }) => features === null).map(({ article }) => article)
  if (none.length > 0) await run('DELETE FROM features WHERE article = ANY ($1::bigint[])', none)
  const some = lastOf(rows, ({ article }) => article).flatMap(({ article, features }) =>
    features === null ? [] : [{ article, ...features }],
  )
  if (some.length > 0)
    await run(
      WRITE_FEATURES,
      ...columnsOf(
        some,
        ({ article }) => article,
        ({ at }) => at,
        ({ bytes }) => bytes,
      ),
    )
}
const WRITE_FEATURES = `
  INSERT INTO features (article, at, bytes) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])
  ON CONFLICT (article) DO UPDATE SET at = excluded.at, bytes = excluded.bytes`

const writeLinks = async ({ run }: Queries, { unlinked = [], links = [], refusedLinks = [] }: GroupingPlan): Promise<void> => {
  if (unlinked.length > 0) await run('DELETE FROM story_link WHERE article = ANY ($1::bigint[])', unlinked)
  if (links.length > 0)
    await run(
      WRITE_LINKS,
      ...columnsOf(
        lastOf(links, ({ article }) => article),
        ({ article }) => article,
        ({ language }) => language,
        ({ score }) => score,
        ({ evidence }) => evidence,
        ({ madeAt }) => madeAt,
      ),
    )
  if (refusedLinks.length > 0)
    await run(
      REFUSE,
      ...columnsOf(
        lastOf(refusedLinks, ({ article }) => article),
        ({ article }) => article,
        ({ isRefused }) => (isRefused ? 1 : 0),
      ),
    )
}
const WRITE_LINKS = `
  INSERT INTO story_link (article, language, score, evidence, made_at)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::double precision[], $4::text[], $5::bigint[])
  ON CONFLICT (article) DO UPDATE
    SET language = excluded.language, score = excluded.score, evidence = excluded.evidence, made_at = excluded.made_at, refused = 0`
const REFUSE = `
  UPDATE story_link l SET refused = r.refused FROM unnest($1::bigint[], $2::smallint[]) AS r (article, refused)
  WHERE l.article = r.article AND l.refused <> r.refused`
