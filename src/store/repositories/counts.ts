import type { Instant } from '../../model/ids.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { DayCount, StoryCalendar } from '../ports/story-search.ts'
import type { SourceSummary } from '../ports/source-queue.ts'
import type { Store } from '../ports/store.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { DAY } from '../../lib/durations.ts'
import { type DayCountRow, dayText, type SourceCounts, SUMMARY_DAYS, summaryOf } from '../day-counts.ts'
import type { SourceRow } from '../rows/source-rows.ts'
import { inSteps } from '../in-steps.ts'
import { UNLIMITED } from '../ports/query-budget.ts'
import { TAG_ID } from '../rows/tag-ids.ts'
import { scanEntries } from './article-scan.ts'
import { countDays, type DayCountQuery } from '../scan-counts.ts'

/** See `countDays`. */
export const countByDay = async (engine: Engine, query: DayCountQuery): Promise<readonly DayCount[]> =>
  await countDays(
    (scan) => scanEntries(engine, query.filter, scan),
    query,
    (entries) => engine.all<DayCountRow>(BY_DAY[query.grouping], JSON.stringify(entries)),
  )

const BY_DAY: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT a.sort_at / ${DAY} AS day, a.language, count(*) AS articles
    FROM json_each(?) j CROSS JOIN article a ON a.n = j.value GROUP BY 1, 2`,
  story: `
    SELECT s.sort_at / ${DAY} AS day, a.language, count(*) AS articles
    FROM json_each(?) j CROSS JOIN story s ON s.n = j.value CROSS JOIN article a ON a.n = s.lead GROUP BY 1, 2`,
}

/** Reads the index of the published order only. */
export const storyCalendar = ({ all, get }: Engine, from: Instant, to: Instant): StoryCalendar => {
  const nearest = (sql: string, at: Instant): string | null => {
    const day = get<{ readonly day: number | null }>(sql, at)?.day ?? null
    return day === null ? null : dayText(day)
  }
  return {
    days: all<{ readonly day: number; readonly stories: number }>(STORIES_BY_DAY, from, to).map(({ day, stories }) => ({
      day: dayText(day),
      stories,
    })),
    earlier: nearest(`SELECT max(sort_at) / ${DAY} AS day FROM story WHERE sort_at < ?`, from),
    later: nearest(`SELECT min(sort_at) / ${DAY} AS day FROM story WHERE sort_at >= ?`, to),
  }
}
const STORIES_BY_DAY = `SELECT sort_at / ${DAY} AS day, count(*) AS stories FROM story WHERE sort_at >= ? AND sort_at < ? GROUP BY 1 ORDER BY 1`

export const tagCounts = (
  engine: Engine,
  kind: 'topic' | 'entity' | 'place',
  since: Instant,
): Awaited<ReturnType<Store['tagCounts']>> =>
  engine
    .all<{ readonly name: string; readonly articles: number }>(TAG_COUNTS, { kind, since })
    .map(({ name, articles }) => ({ id: TAG_ID[kind](name), articles }))

const TAG_COUNTS = `
  SELECT name, articles FROM (
    SELECT g.name,
      (SELECT count(*) FROM article_tag t WHERE t.tag = g.n AND t.sort_at >= @since) AS articles
    FROM tag g WHERE g.kind = @kind)
  WHERE articles > 0 ORDER BY articles DESC, name`

/** Reads a few hundred sources at a time, since there may be ten thousand. */
export const sourceSummaries = async ({ all }: Engine, now: Instant): Promise<readonly SourceSummary[]> => {
  const tomorrow = (Math.floor(now / DAY) + 1) * DAY
  return await inSteps(all<{ readonly n: number }>('SELECT n FROM source ORDER BY id'), UNLIMITED, (part) => {
    const numbers = JSON.stringify(part.map(({ n }) => n))
    const counts: SourceCounts = {
      languages: all(LANGUAGES, numbers),
      items: all(ITEMS, numbers),
      days: all(PER_DAY, tomorrow, numbers, tomorrow - SUMMARY_DAYS * DAY, tomorrow),
    }
    return all<SourceRow>(SOURCES, numbers).map(summaryOf(counts))
  })
}

const SOURCES = 'SELECT * FROM source WHERE n IN (SELECT value FROM json_each(?)) ORDER BY id'
const LANGUAGES = `
  SELECT source, language, count(*) AS articles, max(sort_at) AS newest FROM article INDEXED BY article_source
  WHERE story IS NOT NULL AND source IN (SELECT value FROM json_each(?)) GROUP BY 1, 2`
const ITEMS = `
  SELECT source, count(*) AS items FROM item WHERE article IS NOT NULL AND source IN (SELECT value FROM json_each(?)) GROUP BY 1`
const PER_DAY = `
  SELECT source, CAST((? - 1 - first_seen) / ${DAY} AS INTEGER) AS ago, count(*) AS items 
  FROM json_each(?) s CROSS JOIN item i ON i.source = s.value WHERE i.first_seen >= ? AND i.first_seen < ? GROUP BY 1, 2`

/** How many sources are polled. */
export const activeSources = ({ get }: Engine): number =>
  get<{ readonly sources: number }>('SELECT count(*) AS sources FROM source WHERE active = 1')?.sources ?? 0
