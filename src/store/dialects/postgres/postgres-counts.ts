import type { Instant } from '../../../model/ids.ts'
import { DAY } from '../../../lib/durations.ts'
import { type SourceCounts, summaryOf, SUMMARY_DAYS } from '../../day-counts.ts'
import type { SourceSummary } from '../../ports/source-queue.ts'
import type { StoreCounts } from '../../ports/story-view.ts'
import type { SourceRow } from '../../sources/source-rows.ts'
import type { Queries } from './queries.ts'

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
