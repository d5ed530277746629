import type { Enricher } from '../../src/enrich/enricher.ts'
import { readFeed } from '../../src/ingest/read-feed.ts'
import type { Reading } from '../../src/ingest/reading.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'

/** Reads in this thread, all rows at once. */
export const readingHere = (enricher: Enricher): Reading => ({
  async read(task) {
    const outcome = await readFeed(enricher, task)
    if (!outcome.ok) return outcome
    const chunks = [
      newArticleRows(
        task.source.id,
        outcome.items.flatMap(({ article }) => article ?? []),
      ),
    ]
    return { ...outcome, nextRows: () => chunks.shift() ?? null }
  },
  inspect: (task) => readFeed(enricher, task),
  retag: async () => [],
  close: async () => {},
})
