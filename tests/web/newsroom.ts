import type { ConfigProblem, Configuration } from '../../src/model/configuration.ts'
import { entityId, feedId, placeId, topicId } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/source.ts'
import type { Topic } from '../../src/model/taxonomy.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import type { StoryQuery } from '../../src/store/ports/story-search.ts'
import type { DumpFiles, PollSummary, Readiness, WebDeps } from '../../src/web/deps.ts'
import { type Limits, listen, type Listening } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/web.ts'
import { article, publish, source } from '../store/samples.ts'

/** A Tuesday afternoon. */
export const AFTERNOON = Date.UTC(2026, 10, 24, 16, 20)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

const topic = (id: string, parent: string | null, en: string): Topic => ({
  id: topicId(id),
  parent: parent === null ? null : topicId(parent),
  label: { en },
  scope: { in: null, out: null },
  iptc: [],
  examples: { match: [], miss: [] },
})

const SOURCES: readonly Source[] = [
  source('harbour-post', { name: 'Harbour Post', language: 'en', country: 'KE', site: 'https://harbour.example/' }),
  source('marche-libre', { name: 'Marché libre', language: 'fr', country: 'SN' }),
  source('sahifa', { name: 'صحيفة الميناء', language: 'ar', country: 'EG' }),
  source('gangkou', { name: '港口日报', language: 'zh-Hans', country: 'CN', republish: 'title' }),
]

export const CONFIGURATION: Configuration = {
  service: {
    title: 'Polywire',
    fetch: {
      concurrency: 4,
      perHost: { concurrency: 1, gapMs: 0 },
      timeoutMs: 15_000,
      maxBytes: 1_000_000,
      allowPrivate: [],
      contact: null,
    },
    read: { workers: 1, deadlineMs: 1_000, memoryMb: 64, maxItems: 100, maxBytesPerDay: 64_000_000 },
    websub: 'auto',
    reservedExcerpts: 'title',
    websubAllowPrivate: [],
    deliveryAllowPrivate: [],
    web: { cors: [] },
    reservations: 'auto',
    understanding: { model: 'none' },
    stories: 'all',
    embeddings: null,
    translation: null,
    pictures: false,
    dumps: true,
    retention: { articlesMs: 400 * 24 * HOUR, untaggedMs: 14 * 24 * HOUR },
  },
  sources: SOURCES,
  alerts: [],
  digests: [],
  corrections: [],
  takedowns: [],
  taxonomy: {
    topics: [topic('trade', null, 'Trade'), topic('trade.parcels', 'trade', 'Small parcels'), topic('cables', null, 'Cables')],
    entities: [
      {
        id: entityId('port-union'),
        label: { en: 'Port Union' },
        kind: 'organisation',
        place: null,
        parent: null,
        wikidata: null,
        topics: [],
        names: {},
        context: [],
        caseSensitive: false,
      },
    ],
    places: [{ id: placeId('KE'), kind: 'country', label: { en: 'Kenya' }, within: null, names: {}, context: [] }],
    lexicons: [],
  },
  feeds: [
    {
      id: feedId('parcels'),
      title: { en: 'Parcels' },
      description: null,
      filter: 'topic:trade.parcels',
      group: 'story',
      limit: 2,
      languages: [],
      sources: [],
      ids: 'feed',
      developments: 'update',
    },
  ],
}

/** Two stories: parcels in four languages (one report copied), and a cable cut in English only, with a title that tries to be HTML. */
export const fill = async (store: Store): Promise<void> => {
  await store.syncSources(SOURCES, AFTERNOON - 48 * HOUR)
  const parcels = { topics: ['trade.parcels'], entities: ['port-union'], places: ['KE'] }
  const first = article('p1', { ...parcels, title: 'Report says parcels will be taxed', publishedAt: AFTERNOON - 5 * HOUR })
  await publish(store, 'harbour-post', [first], { now: AFTERNOON - 5 * HOUR })
  const [lead] = (await store.articles({ filter: { kind: 'everything' }, limit: 1, before: null })).rows
  if (lead === undefined) throw new Error('the first article was not stored')
  const joins = () =>
    ({ kind: 'joins', story: lead.story, reasons: [{ kind: 'entities', detail: 'Port Union', score: 0.7 }] }) as const
  const copy = () => ({ kind: 'copy', of: lead.id, story: lead.story, reasons: [] }) as const
  const later = async (
    id: string,
    report: { key: string; title: string; language: string; hours: number },
    place: typeof joins | typeof copy,
  ) => {
    const at = AFTERNOON - report.hours * HOUR
    await publish(
      store,
      id,
      [article(report.key, { ...parcels, title: report.title, language: report.language, publishedAt: at })],
      {
        now: at,
        place,
      },
    )
  }
  await later('marche-libre', { key: 'p2', title: 'Les petits colis seront taxés', language: 'fr', hours: 4 }, joins)
  await later('sahifa', { key: 'p3', title: 'الطرود الصغيرة ستخضع للضريبة', language: 'ar', hours: 3 }, joins)
  await later('gangkou', { key: 'p4', title: '小额包裹将被征税', language: 'zh-Hans', hours: 3 }, joins)
  await later('marche-libre', { key: 'p5', title: 'Report says parcels will be taxed', language: 'en', hours: 2 }, copy)
  const cable = article('c1', {
    topics: ['cables'],
    title: 'Cable <script>alert(1)</script> cut & mended',
    link: 'https://news.example/c1?a=1&b=2',
    publishedAt: AFTERNOON - HOUR,
  })
  await publish(store, 'harbour-post', [cable], { now: AFTERNOON - HOUR })
}

export type Newsroom = {
  readonly url: string
  readonly store: Store
  readonly deps: WebDeps
  readonly logged: readonly string[]
  setConfiguration(configuration: Configuration): void
  setProblems(problems: readonly ConfigProblem[]): void
  setReady(readiness: Readiness): void
  now(): number
  setNow(now: number): void
  /** GET without following redirects, a while after the requests before unless one of them is still open. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Lets `elapsed` go on at once by more than the cost of an answer keeps it in the caches. */
  skipAWhile(): void
  close(): Promise<void>
}

export type NewsroomOptions = Partial<
  Pick<WebDeps, 'publicUrl' | 'opens' | 'adminToken' | 'poll' | 'trials' | 'metrics' | 'push' | 'vectorOf' | 'silentMs'>
> & {
  readonly limits?: Partial<Limits>
  readonly configuration?: Configuration
  /** Monotonic milliseconds; left out, only those that are skipped: how fast the machine is changes no answer. */
  readonly elapsed?: () => number
  readonly dumps?: DumpFiles
  /** What is in the store; left out, the two stories above. */
  readonly fill?: (store: Store) => Promise<void>
}

const A_WHILE_MS = 30_000

/** Real HTTP on 127.0.0.1 over a real store. */
export const openNewsroom = async (options: NewsroomOptions = {}): Promise<Newsroom> => {
  const now = {
    configuration: options.configuration ?? CONFIGURATION,
    problems: [] as readonly ConfigProblem[],
    ready: { ok: true, reasons: [] } as Readiness,
    at: AFTERNOON - 60_000,
  }
  const store = await openSqlite({ folder: ':memory:', now: () => now.at })
  await (options.fill ?? fill)(store)
  now.at = AFTERNOON
  const logged: string[] = []
  const nobody = async (): Promise<PollSummary | null> => null
  const deps: WebDeps = {
    store,
    configuration: () => now.configuration,
    problems: () => now.problems,
    trials: options.trials ?? { of: async () => null, answer: async () => null },
    poll: options.poll ?? { source: nobody, all: async () => [] },
    push: options.push ?? null,
    publicUrl: options.publicUrl ?? null,
    opens: options.opens ?? (() => false),
    adminToken: options.adminToken ?? null,
    now: () => now.at,
    vectorOf: options.vectorOf ?? (async () => null),
    log: (level, event, fields) => logged.push(`${level} ${event} ${JSON.stringify(fields)}`),
    metrics: options.metrics ?? null,
    dumps: options.dumps ?? { checksums: async () => '', read: async () => null },
    version: '0.1.0',
    silentMs: options.silentMs ?? (() => 0),
    ready: async () => now.ready,
  }
  let [skippedMs, open] = [0, 0]
  const skipAWhile = () => void (skippedMs += A_WHILE_MS)
  const web = createWeb(deps, options.elapsed ?? (() => skippedMs))
  const door: Listening = await listen(web, { host: '127.0.0.1', port: 0 }, options.limits)
  return {
    url: door.url,
    store,
    deps,
    logged,
    setConfiguration: (configuration) => void (now.configuration = configuration),
    setProblems: (problems) => void (now.problems = problems),
    setReady: (ready) => void (now.ready = ready),
    now: () => now.at,
    setNow: (at) => void (now.at = at),
    async get(path, headers = {}) {
      if (open === 0) skipAWhile()
      open += 1
      return await fetch(`${door.url}${path}`, { headers, redirect: 'manual' }).finally(() => void (open -= 1))
    },
    skipAWhile,
    async close() {
      await door.close()
      await store.close()
    },
  }
}

/** Answers what asks the store for articles, until the returned function is called. `articles`: the store's own answer. */
export const aroundArticles = (
  { store }: Pick<Newsroom, 'store'>,
  answer: (query: StoryQuery, articles: Store['articles']) => ReturnType<Store['articles']>,
): (() => void) => {
  const articles = store.articles.bind(store)
  Object.assign(store, { articles: async (query: StoryQuery) => await answer(query, articles) })
  return () => void Object.assign(store, { articles })
}
