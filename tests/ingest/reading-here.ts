import type { Enricher } from '../../src/enrich/enricher.ts'
import { readFeed } from '../../src/ingest/read-feed.ts'
import { readRights } from '../../src/ingest/read-rights.ts'
import type { Reading } from '../../src/ingest/reading.ts'
import { fingerprintOf } from '../../src/grouping/near-duplicates/fingerprint.ts'
import { understandPage } from '../../src/ingest/understand-page.ts'
import { createNormalizer } from '../../src/text/normal-form.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'

const normalForm = createNormalizer()

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
  understandPage: (task) => understandPage(enricher, (title, text) => fingerprintOf(title, text, normalForm), task),
  readRights: async (task) => readRights(task),
  retag: async () => [],
  close: async () => {},
})
