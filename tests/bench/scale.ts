/**
 * What storing costs as the store fills, in a process of its own: `scale.ts FOLDER ARTICLES PER_DAY own|known [DATA]`. Articles are appended, and
 * grouped: by what the grouper decides, or by what is known of the invented news, which shows the store alone. With `--reopen` as the first
 * argument: how long the store left behind takes until articles can be grouped again.
 */
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { JOINS } from '../grouping/joins.ts'
import { createGrouper, type Grouper } from '../../src/grouping/grouper.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'
import type { ArticleId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { appendPoll, type Decider, inventedSources, knownDecider, noteTruths, type Poll } from './filling.ts'
import { inventNews, type News, type Truth } from './invented-news.ts'
import { inventedVocabularies, vocabulariesOf } from './vocabulary.ts'
import { processorMs } from '../processor-time.ts'

const SOURCES = 300
const FROM = Date.UTC(2026, 0, 1)
/** What is measured at each size: so many articles before it. */
const SAMPLE = 5_000
/** Polls that end at the same time, as where many are under way. */
const POLLS = 16
const MB = 1_048_576
const write = (text: string): void => void process.stdout.write(`${text}\n`)
const usedMb = (): number => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / MB
}

const grouperOf = (store: Store): Grouper =>
  createGrouper({
    store,
    joins: JOINS,
    model: () => null,
    understand: withoutVectors,
    rules: () => ({ isAtHome: () => true, grouped: 'all' }),
    now: () => Date.now(),
    elapsed: () => performance.now(),
    published: () => {},
    corrected: () => {},
    renewing: () => {},
  })

function* inGroups(news: Iterable<News>): Generator<readonly News[]> {
  let polls: News[] = []
  for (const poll of news) {
    polls.push(poll)
    if (polls.length < POLLS) continue
    yield polls
    polls = []
  }
}

type Filling = {
  readonly articles: number
  readonly perDay: number
  readonly data: string | undefined
  readonly placed: string
}

const fill = async (folder: string, { articles, perDay, data, placed: by }: Filling): Promise<void> => {
  const store = await openSqlite({ folder })
  await store.syncSources(inventedSources(SOURCES), FROM)
  const vocabularies = data === undefined ? inventedVocabularies() : vocabulariesOf(data)
  const truths = new Map<ArticleId, Truth>()
  const deciders: Decider[] = [by === 'known' ? knownDecider(store, truths) : grouperOf(store)]
  const group = async (): Promise<void> => await deciders[0]?.catchUp()
  const used = { appending: 0, grouping: 0 }
  const measured = async (part: keyof typeof used, work: () => Promise<unknown>): Promise<void> => {
    // Of this thread: what inventing news leaves to be collected by others is not the store's.
    const before = processorMs()
    await work()
    used[part] += processorMs() - before
  }
  const sizes = [10_000, 30_000, 100_000, 300_000, 1_000_000].filter((size) => size < articles).concat(articles)
  write(`${'articles'.padStart(9)} ${'CPU ms each'.padStart(12)} ${'appending'.padStart(9)} ${'grouping'.padStart(9)}`)
  let stored = 0
  /** Where the sample begins that is being taken. */
  let from: number | null = null
  for (const polls of inGroups(inventNews({ vocabularies, sources: SOURCES, perDay, from: FROM }))) {
    if (by === 'known') noteTruths(truths, polls)
    const ready = polls.map(
      ({ source: id, articles: read, now }): Poll => ({ source: id, rows: newArticleRows(id, read), now }),
    )
    await measured('appending', async () => await Promise.all(ready.map(async (poll) => await appendPoll(store, poll))))
    await measured('grouping', group)
    stored += ready.reduce((sum, { rows }) => sum + rows.length, 0)
    const size = sizes[0] ?? articles
    if (stored < size - SAMPLE) continue
    if (from === null) {
      from = stored
      Object.assign(used, { appending: 0, grouping: 0 })
    }
    if (stored < size) continue
    const sample = stored - from
    from = null
    const [appending, grouping] = [used.appending / sample, used.grouping / sample]
    const statistics = [
      (appending + grouping).toFixed(2).padStart(12),
      appending.toFixed(2).padStart(9),
      grouping.toFixed(2).padStart(9),
    ]
    write(`${String(size).padStart(9)} ${statistics.join(' ')}`)
    sizes.shift()
    if (sizes.length === 0) break
  }
  const { copies, stories } = await store.counts()
  write(`${stored} articles of ${vocabularies.length} languages, ${perDay} a day: ${copies} copies, ${stories} stories`)
  await pruneSome(store, group, FROM + 0.1 * (articles / perDay) * 86_400_000)
  const usedBefore = usedMb()
  deciders.length = 0
  if (by === 'own') write(`the grouper's index took ${(usedBefore - usedMb()).toFixed(0)} MB`)
  await store.close()
}

/** Withdraws the oldest tenth, and looks how long everybody else had to wait: by the clock, and by what this thread did meanwhile. */
const pruneSome = async (store: Store, group: () => Promise<void>, before: number): Promise<void> => {
  const longest = { wall: 0, cpu: 0 }
  let last = { wall: performance.now(), cpu: processorMs() }
  const look = (): void => {
    const now = { wall: performance.now(), cpu: processorMs() }
    longest.wall = Math.max(longest.wall, now.wall - last.wall)
    longest.cpu = Math.max(longest.cpu, now.cpu - last.cpu)
    last = now
  }
  let watching = true
  const watch = (): void => {
    look()
    if (watching) setImmediate(watch)
  }
  watch()
  const start = processorMs()
  let withdrawn = 0
  for (let count = -1; count !== 0; withdrawn += count) {
    count = await store.withdrawOld({ articles: before, untagged: before }, 8, Date.now())
    await group()
  }
  await store.deleteOld({ items: before, log: Date.now(), tombstones: 0 })
  look()
  watching = false
  const each = ((processorMs() - start) / withdrawn).toFixed(2)
  write(
    `withdrew ${withdrawn}: ${each} CPU ms each; nobody waited longer than ${longest.wall.toFixed(0)} ms, ${longest.cpu.toFixed(0)} of them at work`,
  )
}

const reopen = async (folder: string): Promise<void> => {
  const start = performance.now()
  const store = await openSqlite({ folder })
  const opened = performance.now()
  await grouperOf(store).catchUp()
  const ready = performance.now()
  const rss = process.memoryUsage().rss / MB
  write(
    `reopened after ${((opened - start) / 1_000).toFixed(1)} s, index refilled after ${((ready - start) / 1_000).toFixed(1)} s; ${rss.toFixed(0)} MB resident`,
  )
  await store.close()
}

const [first = '', second = '', perDay = '10000', placed = 'own', data] = process.argv.slice(2)
if (first === '--reopen') await reopen(second)
else await fill(first, { articles: Number(second), perDay: Number(perDay), placed, data })
