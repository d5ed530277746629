/** Runs in a worker thread: a hostile document stops here. Loaded once per thread; the models load with it. */
import { workerData } from 'piscina'
import { createEnricher } from '../enrich/enricher.ts'
import type { ReadArticle, StoredArticle, Tags } from '../model/article.ts'
import type { TopicId } from '../model/ids.ts'
import { fingerprintOf } from '../grouping/near-duplicates/fingerprint.ts'
import { receiveTaxonomy, type ReceivedTaxonomy } from '../model/shared-lexicons.ts'
import { type PackedOutcome, packOutcome } from './packed-outcome.ts'
import { type ReadTask, readFeed } from './read-feed.ts'

export type WorkerSettings = { readonly taxonomy: ReceivedTaxonomy; readonly stories: 'tagged' | 'all' }

const { taxonomy, stories } = workerData as WorkerSettings
const enricher = await createEnricher({
  taxonomy: receiveTaxonomy(taxonomy),
  fingerprint: ({ title, text, topics }, normalForm) =>
    stories === 'all' || topics.length > 0 ? fingerprintOf(title, text, normalForm) : null,
})

export const read = async (task: ReadTask): Promise<PackedOutcome> => {
  try {
    return packOutcome(await readFeed(enricher, task))
  } finally {
    // Memory outside the heap doesn't press on the collector: bodies of megabytes would pile up until it happens to run.
    const { buffer } = task.document.bytes
    if (buffer instanceof ArrayBuffer) buffer.transfer(0)
  }
}

export type RetagTask = {
  readonly articles: readonly StoredArticle[]
  readonly priors: Readonly<Record<string, readonly TopicId[]>>
}
export type Retagged = Pick<ReadArticle, 'language' | 'confidence'> & { readonly id: StoredArticle['id']; readonly tags: Tags }

/** Language and tags of stored articles by today's taxonomy. */
export const retag = ({ articles, priors }: RetagTask): readonly Retagged[] =>
  articles.map((article) => {
    const { language, confidence, tags } = enricher.understand(article, priors[article.source] ?? [])
    return { id: article.id, language, confidence, tags }
  })
