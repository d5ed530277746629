import type { Instant } from '../../../model/ids.ts'
import type { Grouping } from '../../../model/taxonomy.ts'
import { DAY } from '../../../lib/durations.ts'
import { type DayCountRow, dayText, type SourceCounts, summaryOf, SUMMARY_DAYS } from '../../day-counts.ts'
import type { SourceSummary } from '../../ports/source-queue.ts'
import type { Store } from '../../ports/store.ts'
import type { DayCount, StoryCalendar } from '../../ports/story-search.ts'
import type { StoreCounts } from '../../ports/story-view.ts'
import type { SourceRow } from '../../rows/source-rows.ts'
import { TAG_ID } from '../../rows/tag-ids.ts'
import { countDays, type DayCountQuery } from '../../scan-counts.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { scanEntries } from './postgres-scan.ts'
import type { Queries } from './queries.ts'

/** See `countDays`. */
export const countByDay = async (engine: PostgresEngine, query: DayCountQuery): Promise<readonly DayCount[]> =>
  await countDays(
    (scan) => scanEntries(engine, query.filter, scan),
    query,
    async (entries) => await engine.all<DayCountRow>(BY_DAY[query.grouping], entries),
  )

const BY_DAY: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT a.sort_at / ${DAY} AS day, a.language, count(*) AS articles FROM article a WHERE a.n = ANY ($1::bigint[]) GROUP BY 1, 2`,
  story: `
    SELECT s.sort_at / ${DAY} AS day, a.language, count(*) AS articles FROM story s JOIN article a ON a.n = s.lead
    WHERE s.n = ANY ($1::bigint[]) GROUP BY 1, 2`,
}

/** Reads the index of the published order only. */
export const storyCalendar = async ({ all, get }: Queries, from: Instant, to: Instant): Promise<StoryCalendar> => {
  const nearest = async (sql: string, at: Instant): Promise<string | null> => {
    const day = (await get<{ readonly day: number | null }>(sql, at))?.day ?? null
    return day === null ? null : dayText(day)
  }
  const [days, earlier, later] = await Promise.all([
    all<{ readonly day: number; readonly stories: number }>(STORIES_BY_DAY, from, to),
    nearest(`SELECT max(sort_at) / ${DAY} AS day FROM story WHERE sort_at < $1`, from),
    nearest(`SELECT min(sort_at) / ${DAY} AS day FROM story WHERE sort_at >= $1`, to),
  ])
  return { days: days.map(({ day, stories }) => ({ day: dayText(day), stories })), earlier, later }
}
const STORIES_BY_DAY = `
  SELECT sort_at / ${DAY} AS day, count(*) AS stories FROM story WHERE sort_at >= $1 AND sort_at < $2 GROUP BY 1 ORDER BY 1`

export const tagCounts = async (
  { all }: Queries,
  kind: 'topic' | 'entity' | 'place',
  since: Instant,
): ReturnType<Store['tagCounts']> => {
  const rows = await all<{ readonly name: string; readonly articles: number }>(TAG_COUNTS, kind, since)
  return rows.map(({ name, articles }) => ({ id: TAG_ID[kind](name), articles }))
}
const TAG_COUNTS = `
  SELECT name, articles FROM (
    SELECT g.name, (SELECT count(*) FROM article_tag t WHERE t.tag = g.n AND t.sort_at >= $2) AS articles FROM tag g WHERE g.kind = $1) counted
  WHERE articles > 0 ORDER BY articles DESC, name`

export const sourceSummaries = async ({ all }: Queries, now: Instant): Promise<readonly SourceSummary[]> => {
  const tomorrow = (Math.floor(now / DAY) + 1) * DAY
  const counts: SourceCounts = {
    languages: await all(LANGUAGES),
    items: await all(ITEMS),
    days: await all(PER_DAY, tomorrow, tomorrow - SUMMARY_DAYS * DAY),
  }
  const summary = summaryOf(counts)
  return (await all<SourceRow>('SELECT * FROM source ORDER BY id')).map(summary)
}
const LANGUAGES = `
  SELECT source, language, count(*) AS articles, max(sort_at) AS newest FROM article WHERE story IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`
const ITEMS = 'SELECT source, count(*) AS items FROM item WHERE article IS NOT NULL GROUP BY 1'
const PER_DAY = `
  SELECT source, ($1::bigint - 1 - first_seen) / ${DAY} AS ago, count(*) AS items FROM item WHERE first_seen >= $2 AND first_seen < $1::bigint
  GROUP BY 1, 2`

export const storeCounts = async ({ get }: Queries): Promise<StoreCounts> => {
  const counts = await get<StoreCounts>(COUNTS)
  if (counts === undefined) throw new Error('there are no counters: the database contradicts itself')
  return counts
}
const COUNTS = `
  SELECT edition, articles, copies, stories, sources, (SELECT sum(items) FROM item_count) AS items FROM counters`
