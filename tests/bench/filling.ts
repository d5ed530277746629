/** A store is filled with invented news here, as polls and the grouper fill one. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Decided } from '../../src/grouping/decide-batch.ts'
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import type { Grouper } from '../../src/grouping/grouper.ts'
import type { Decision } from '../../src/grouping/grouping-index.ts'
import { planRun, planWithdrawal } from '../../src/grouping/plan-run.ts'
import { createTurns } from '../../src/grouping/turns.ts'
import { planAppend } from '../../src/ingest/plan.ts'
import { type ArticleId, type SourceId, sourceId } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/source.ts'
import { articleIdOf, storyIdOf } from '../../src/store/derived-ids.ts'
import type { NewArticleRow } from '../../src/store/new-article-row.ts'
import type { LoggedArticle } from '../../src/store/ports/article-log.ts'
import type { PollRecord } from '../../src/store/ports/source-queue.ts'
import type { Store } from '../../src/store/ports/store.ts'
import type { News, Truth } from './invented-news.ts'

const FROM = Date.UTC(2026, 0, 1)

const source = (number: number): Source => ({
  id: sourceId(`s${number}`),
  name: `Source ${number}`,
  url: `https://s${number}.example/feed`,
  site: null,
  language: null,
  country: null,
  topics: [],
  everyMs: 1_800_000,
  minMs: 600_000,
  maxMs: 86_400_000,
  page: null,
  republish: 'full',
  insecureTls: false,
  embed: true,
  websub: true,
  retryScope: 'source',
  active: true,
})

/** The sources of invented news. */
export const inventedSources = (count: number): readonly Source[] =>
  Array.from({ length: count }, (_, number) => source(number))

/** Decides everything that is in the log. */
export type Decider = Pick<Grouper, 'catchUp'>

/** Every assignment as it was invented; as many features are stored of an article as of a real one. */
export const knownDecider = (store: Store, truths: ReadonlyMap<ArticleId, Truth>): Decider => ({
  async catchUp() {
    const rules = { isAtHome: () => true, grouped: 'all' } as const
    const decide = async (articles: readonly LoggedArticle[]): Promise<readonly Decided[]> =>
      articles.map((article) => ({ kind: 'assigned', article, decision: knownDecision(article, truths.get(article.id)) }))
    for (;;) {
      const run = await store.readLog(64)
      if (run.length === 0) return
      await store.commit(
        run[0]?.kind === 'withdrawn'
          ? await planWithdrawal({ store, turns: createTurns(() => performance.now()) }, run, Date.now())
          : await planRun({ store, rules, now: Date.now(), understand: withoutVectors, decide, reassign: () => {} }, run),
      )
      await nextTurn()
    }
  },
})
const knownDecision = (article: LoggedArticle, truth: Truth | undefined): Decision => {
  const features = { at: article.publishedAt, bytes: FEATURES }
  if (truth === undefined)
    return { assignment: { kind: 'starts', reasons: [] }, features, compared: null, late: null, continues: null }
  const of = articleIdOf(truth.of.source, truth.of.key)
  const reasons = [{ kind: truth.kind, detail: `${truth.of.key}, of ${article.source}`, score: 0.5 }]
  const story = storyIdOf(of)
  if (truth.kind === 'copy')
    return { assignment: { kind: 'copy', of, story, reasons }, features: null, compared: null, late: null, continues: null }
  return { assignment: { kind: 'joins', parent: of, story, reasons }, features, compared: null, late: null, continues: null }
}
const FEATURES = new Uint8Array(700)

export type Poll = { readonly source: SourceId; readonly rows: readonly NewArticleRow[]; readonly now: number }

/** As a poll does; rows come ready from the threads that read. */
export const appendPoll = async (store: Store, { source: id, rows, now }: Poll): Promise<void> => {
  const shown = rows.map(({ key }) => key)
  const stored = await store.storedItems(id, shown)
  const plan = planAppend({ rows, stored, isFirstRead: await store.isFirstRead(id), now })
  await store.append({ ...plan, source: id, shown, poll: { ...POLL, url: source(0).url, nextDue: now }, now })
}

export const noteTruths = (truths: Map<ArticleId, Truth>, polls: readonly News[]): void => {
  truths.clear()
  for (const { source: id, articles, truthOf } of polls)
    for (const { key } of articles) {
      const truth = truthOf(key)
      if (truth !== null) truths.set(articleIdOf(id, key), truth)
    }
}

const POLL: Omit<PollRecord, 'url' | 'nextDue'> = {
  intervalMs: 1_800_000,
  etag: null,
  lastModified: null,
  bodyHash: null,
  polledAt: FROM,
  okAt: FROM,
  changedAt: FROM,
  failures: 0,
  failure: null,
  movedTo: null,
  movedPolls: 0,
  gone: false,
  format: 'rss20',
  encoding: 'utf-8',
  feedTitle: null,
  feedLink: null,
  feedLanguage: null,
  fallbackReads: 0,
  crashes: 0,
  publisherHints: null,
}
