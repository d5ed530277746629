/**
 * What storing costs as the store fills, in a process of its own: `scale.ts FOLDER ARTICLES PER_DAY own|known [DATA]`. All articles are
 * placed into stories: by what the service finds, or by what is known of the invented news, which shows the store alone. With `--reopen`
 * as the first argument: how long the store left behind takes until articles can be placed again.
 */
import { createPlacerFor } from '../../src/app/placer-for.ts'
import { createPlacing, type Placing } from '../../src/app/placing.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/source.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import { articleIdOf, storyIdOf } from '../../src/store/derived-ids.ts'
import type { Placer, PollRecord, SettleBatch, Store } from '../../src/store/store.ts'
import { inventNews, type News } from './invented-news.ts'
import { inventedVocabularies, vocabulariesOf } from './vocabulary.ts'

const SOURCES = 300
const FROM = Date.UTC(2026, 0, 1)
/** What is measured at each size: so many articles before it. */
const SAMPLE = 5_000
/** Polls that end at the same time, as where many are under way. */
const POLLS = 16
const MB = 1_048_576
const write = (text: string): void => void process.stdout.write(`${text}\n`)
/** Of this thread: what inventing news leaves to be collected by others is not the store's. */
const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

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
  websub: true,
  retryScope: 'source',
  active: true,
})

const heldMb = (): number => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / MB
}

/** Every place as it was invented; as much is remembered of an article as of a real one. */
const knownPlacer =
  ({ source: id, truthOf }: News): Placer =>
  (article) => {
    const truth = truthOf(article.key)
    const memory = { at: article.publishedAt, bytes: MEMORY }
    if (truth === null) return { kind: 'starts', reasons: [], memory }
    const of = articleIdOf(truth.of.source, truth.of.key)
    const reasons = [{ kind: truth.kind, detail: `${truth.of.key}, of ${id}`, score: 0.5 }]
    if (truth.kind === 'copy') return { kind: 'copy', of, story: storyIdOf(of), reasons }
    return { kind: 'joins', beside: of, story: storyIdOf(of), reasons, memory }
  }
const MEMORY = new Uint8Array(700)

function* together(news: Iterable<News>): Generator<readonly News[]> {
  let polls: News[] = []
  for (const poll of news) {
    polls.push(poll)
    if (polls.length < POLLS) continue
    yield polls
    polls = []
  }
}

const batchOf = ({ source: id, articles, now }: News): SettleBatch => ({
  source: id,
  items: articles.map((article) => ({ key: article.key, hash: article.hash, article })),
  poll: { ...POLL, url: source(0).url, nextDue: now },
  now,
})

type Filling = {
  readonly articles: number
  readonly perDay: number
  readonly data: string | undefined
  readonly placed: string
}

const fill = async (folder: string, { articles, perDay, data, placed: by }: Filling): Promise<void> => {
  const store = await openSqlite({ folder })
  await store.syncSources(
    Array.from({ length: SOURCES }, (_, number) => source(number)),
    FROM,
  )
  const vocabularies = data === undefined ? inventedVocabularies() : vocabulariesOf(data)
  const placing = createPlacing(store)
  await placing.ready()
  const clock = { placing: 0, settling: 0 }
  const timed: Placing = {
    ...placing,
    placerFor: (of) => {
      const place = placing.placerFor(of)
      return (article, candidates) => {
        const start = threadCpuMs()
        const placement = place(article, candidates)
        clock.placing += threadCpuMs() - start
        return placement
      }
    },
  }
  const placerFor = createPlacerFor(() => true, timed, 'all')
  const sizes = [10_000, 30_000, 100_000, 300_000, 1_000_000].filter((size) => size < articles).concat(articles)
  write(`${'articles'.padStart(9)} ${'CPU ms each'.padStart(12)} ${'placing'.padStart(9)} ${'storing'.padStart(9)}`)
  let stored = 0
  /** Where the sample begins that is being taken. */
  let from: number | null = null
  for (const polls of together(inventNews({ vocabularies, sources: SOURCES, perDay, from: FROM }))) {
    const batches = polls.map((news) => ({
      batch: batchOf(news),
      place: by === 'known' ? knownPlacer(news) : placerFor(news.source),
    }))
    const before = threadCpuMs()
    await Promise.all(batches.map(({ batch, place }) => store.settle(batch, place)))
    clock.settling += threadCpuMs() - before
    stored += batches.reduce((sum, { batch }) => sum + batch.items.length, 0)
    const size = sizes[0] ?? articles
    if (stored < size - SAMPLE) continue
    if (from === null) {
      from = stored
      Object.assign(clock, { placing: 0, settling: 0 })
    }
    if (stored < size) continue
    const sample = stored - from
    from = null
    const [each, placed] = [clock.settling / sample, clock.placing / sample]
    const figures = [each.toFixed(2).padStart(12), placed.toFixed(2).padStart(9), (each - placed).toFixed(2).padStart(9)]
    write(`${String(size).padStart(9)} ${figures.join(' ')}`)
    sizes.shift()
    if (sizes.length === 0) break
  }
  const { copies, stories } = await store.counts()
  write(`${stored} articles of ${vocabularies.length} languages, ${perDay} a day: ${copies} copies, ${stories} stories`)
  const heldBefore = heldMb()
  placing.forget()
  if (by === 'own') write(`the indexes of stories held ${(heldBefore - heldMb()).toFixed(0)} MB`)
  await pruneSome(store, FROM + 0.1 * (articles / perDay) * 86_400_000)
  await store.close()
}

/** Deletes the oldest tenth, and looks how long everybody else had to wait: by the clock, and by what this thread did meanwhile. */
const pruneSome = async (store: Store, before: number): Promise<void> => {
  const longest = { wall: 0, cpu: 0 }
  let last = { wall: performance.now(), cpu: threadCpuMs() }
  const look = (): void => {
    const now = { wall: performance.now(), cpu: threadCpuMs() }
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
  const start = threadCpuMs()
  const gone = await store.prune(before, before)
  look()
  watching = false
  const each = ((threadCpuMs() - start) / gone).toFixed(2)
  write(
    `pruned ${gone}: ${each} CPU ms each; nobody waited longer than ${longest.wall.toFixed(0)} ms, ${longest.cpu.toFixed(0)} of them at work`,
  )
}

const reopen = async (folder: string): Promise<void> => {
  const start = performance.now()
  const store = await openSqlite({ folder })
  const opened = performance.now()
  const placing = createPlacing(store)
  await placing.ready()
  const ready = performance.now()
  const rss = process.memoryUsage().rss / MB
  write(
    `reopened after ${((opened - start) / 1_000).toFixed(1)} s, stories remembered after ${((ready - start) / 1_000).toFixed(1)} s; ${rss.toFixed(0)} MB resident`,
  )
  await store.close()
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
  rescues: 0,
  publisherHints: null,
}

const [first = '', second = '', perDay = '10000', placed = 'own', data] = process.argv.slice(2)
if (first === '--reopen') await reopen(second)
else await fill(first, { articles: Number(second), perDay: Number(perDay), placed, data })
