import type { Instant } from '../../model/ids.ts'
import type { SourceSummary } from '../ports/source-queue.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { DAY } from '../../lib/durations.ts'
import { type SourceCounts, SUMMARY_DAYS, summaryOf } from '../day-counts.ts'
import type { SourceRow } from '../sources/source-rows.ts'
import { inSteps } from '../in-steps.ts'
import { UNLIMITED } from '../ports/query-budget.ts'

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
