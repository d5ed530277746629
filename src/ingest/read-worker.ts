/** The module of the worker threads, which confine hostile documents. Each thread loads it once, together with the models. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { createEnricher } from '../enrich/enricher.ts'
import { withPageText } from '../model/article-page.ts'
import { type PageOutcome, type PageTask, understandPage, withoutPageEvidence } from './understand-page.ts'
import { createNormalizer } from '../text/normal-form.ts'
import type { Fingerprint, ReadArticle, StoredArticle, Tags } from '../model/article.ts'
import type { TopicId } from '../model/ids.ts'
import { fingerprintOf } from '../grouping/near-duplicates/fingerprint.ts'
import { type GroupedArticles, isGrouped } from '../model/grouped-articles.ts'
import { receiveTaxonomy, type ReceivedTaxonomy } from '../model/shared-lexicons.ts'
import { createItemMemory } from './item-memory.ts'
import { type ReadOutcome, type ReadTask, readFeed } from './read-feed.ts'
import { readRights } from './read-rights.ts'
import { answerJobs } from '../threads/answer-jobs.ts'
import { type NewArticleRow, newArticleRows } from '../store/new-article-row.ts'

export type WorkerSettings = { readonly taxonomy: ReceivedTaxonomy; readonly stories: GroupedArticles }

const { taxonomy, stories } = workerData as WorkerSettings
const enricher = await createEnricher({
  taxonomy: receiveTaxonomy(taxonomy),
  fingerprint: (article, normalForm) =>
    isGrouped(stories, { ...article, kind: null }) ? fingerprintOf(article.title, article.text, normalForm) : null,
})
const memory = createItemMemory()
const normalForm = createNormalizer()
const fingerprintPage = (title: string, text: string, tags: Tags): Fingerprint | null =>
  isGrouped(stories, { ...tags, kind: null }) ? fingerprintOf(title, text, normalForm) : null

/** The outcome without articles: their rows are posted in chunks to the task's port before this message. */
export type ReadSummary =
  | (Omit<Extract<ReadOutcome, { ok: true }>, 'items'> & {
      readonly items: readonly { readonly key: string; readonly hash: string }[]
    })
  | Extract<ReadOutcome, { ok: false }>
export type PortTask = ReadTask & { readonly port: MessagePort }

/** Rows per chunk. A chunk is stored in one transaction, for which other writers wait: some ten milliseconds. */
const ROWS_AT_ONCE = 50

const read = async ({ port, ...task }: PortTask): Promise<ReadSummary> => {
  try {
    const outcome = await readFeed(enricher, task, memory)
    if (!outcome.ok) return outcome
    const rows = newArticleRows(
      task.source.id,
      outcome.items.flatMap(({ article }) => article ?? []),
    )
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const chunk = rows.slice(at, at + ROWS_AT_ONCE)
      port.postMessage(chunk, memoryOf(chunk))
    }
    return { ...outcome, items: outcome.items.map(({ key, hash }) => ({ key, hash })) }
  } finally {
    port.close()
    // Frees the document now: memory outside the heap doesn't trigger the garbage collector, so megabytes would accumulate until it runs.
    const { buffer } = task.document.bytes
    if (buffer instanceof ArrayBuffer) buffer.transfer(0)
  }
}

/** Whole articles instead of rows, for `polywire try` and the like. */
const inspect = async (task: ReadTask): Promise<ReadOutcome> => await readFeed(enricher, task)

/** The buffers to transfer to the other thread instead of copying them; views of a larger buffer can't be transferred. */
const memoryOf = (rows: readonly NewArticleRow[]): ArrayBuffer[] =>
  rows.flatMap(({ content: { html, text } }) =>
    [html, text].flatMap(({ buffer, byteLength }) =>
      buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength ? [buffer] : [],
    ),
  )

/** Like `read`, it frees the page's bytes at the end. */
const page = async (task: PageTask): Promise<PageOutcome> => {
  try {
    return await understandPage(enricher, fingerprintPage, task)
  } finally {
    const buffer = 'bytes' in task.page ? task.page.bytes.buffer : null
    if (buffer instanceof ArrayBuffer) buffer.transfer(0)
  }
}

export type RetagTask = {
  readonly pages: ReadonlyMap<StoredArticle['id'], string>
  readonly articles: readonly StoredArticle[]
  readonly priors: Readonly<Record<string, readonly TopicId[]>>
}
export type Retagged = Pick<ReadArticle, 'language' | 'confidence'> & { readonly id: StoredArticle['id']; readonly tags: Tags }

/** Language and tags of stored articles by the current taxonomy. */
const retag = ({ articles, priors, pages }: RetagTask): readonly Retagged[] =>
  articles.map((article) => {
    const text = withPageText(article.text, pages.get(article.id) ?? null)
    const { language, confidence, tags } = enricher.understand({ ...article, text }, priors[article.source] ?? [])
    return { id: article.id, language, confidence, tags: withoutPageEvidence(tags, article.text.length) }
  })

answerJobs({ read, inspect, page, retag, rights: readRights })
