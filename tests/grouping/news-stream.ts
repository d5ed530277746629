/** A stream of invented news, always the same, and what becomes of it in a store: for tests of the grouper. */
import type { Understand } from '../../src/grouping/encoded-article.ts'
import { meaningOf } from './meanings.ts'
import { JOINS } from './joins.ts'
import { siteOwnership } from '../../src/server/site-ownership.ts'
import { CONFIGURED_NOTE } from '../../src/grouping/apply-corrections.ts'
import { createGrouper, type Grouper, type GrouperParts } from '../../src/grouping/grouper.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import type { Correction } from '../../src/model/correction.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/source.ts'
import { articleIdOf } from '../../src/store/derived-ids.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { createWeb } from '../../src/web/web.ts'
import { webDeps } from '../web/web-deps.ts'
import { inventNews } from '../bench/invented-news.ts'
import { inventedVocabularies } from '../bench/vocabulary.ts'
import { append, DAY, EVERYTHING, HOUR, NOON, source } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'

/** One step of the stream: what a poll of a source brings, or what corrections say from now on. */
export type Step =
  | { readonly kind: 'poll'; readonly source: string; readonly articles: readonly ReadArticle[]; readonly now: number }
  | { readonly kind: 'corrections'; readonly corrections: readonly Correction[]; readonly now: number }

/** After everything in the stream. */
export const EVENING = NOON + DAY

const SOURCES = 12
export const MIRROR = 'mirror'

/** By article: the first one of its event, as it was invented. */
const EVENTS = new Map<string, string>()
/** As a model might: what tells of one event is near. */
export const understandInvented: Understand = async (articles) =>
  articles.map((article) => ({ ...article, vector: meaningOf(EVENTS.get(article.id) ?? article.id, article.id) }))

/** Polls of so many articles; every fourth time another source shows the page that came last, under its address. */
export const pollsOf = (articles: number): readonly Step[] => {
  const steps: Step[] = []
  let count = 0
  const vocabularies = inventedVocabularies().slice(0, 2)
  for (const { source: from, articles: read, now, truthOf } of inventNews({
    vocabularies,
    sources: SOURCES,
    perDay: 2_000,
    from: NOON,
  })) {
    steps.push({ kind: 'poll', source: from, articles: read, now })
    for (const { key } of read) {
      const of = truthOf(key)?.of
      EVENTS.set(idIn(from, key), of === undefined ? idIn(from, key) : (EVENTS.get(idIn(of.source, of.key)) ?? ''))
    }
    count += read.length
    const [page] = read
    if (steps.length % 4 === 0 && page !== undefined)
      steps.push({ kind: 'poll', source: MIRROR, articles: [{ ...page, key: `again-${page.key}` }], now })
    if (count >= articles) return steps
  }
  return steps
}

const SITES: readonly Source[] = [
  ...Array.from({ length: SOURCES }, (_, n) => source(`s${n}`, { url: `https://feeds-${n}.example/feed` })),
  source(MIRROR),
]

export const addSources = async (store: Store): Promise<void> => {
  await store.syncSources(SITES, NOON)
}

export const take = async (store: Store, step: Step): Promise<void> => {
  if (step.kind === 'poll') await append(store, step.source, step.articles, { now: step.now })
  else await store.appendOverride(CONFIGURED_NOTE, JSON.stringify(step.corrections), step.now)
}

export const correction = (kind: Correction['kind'], line: number, ...of: readonly string[]): Correction => ({
  kind,
  of,
  line,
  note: null,
  by: null,
  date: null,
})
export const idIn = (from: string, key: string): string => articleIdOf(sourceId(from), key)

export const grouperOf = (store: Store, rest: Partial<GrouperParts> = {}): Grouper =>
  createGrouper({
    store,
    joins: JOINS,
    understand: understandInvented,
    model: () => null,
    rules: () => ({ isAtHome: siteOwnership(SITES), grouped: 'all' }),
    now: () => EVENING,
    elapsed: () => performance.now(),
    published: () => {},
    corrected: () => {},
    renewing: () => {},
    ...rest,
  })

/** Everything that readers see. */
export const publishedIn = async (store: Store) => {
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 10_000, before: null })
  const stories = await Promise.all(
    rows.map(async ({ story }) => ({
      ...story,
      articles: await Promise.all(
        story.articles.map(async (one) => ({ ...one, reasons: (await store.decision(one.id))?.reasons })),
      ),
    })),
  )
  const { articles, copies, items } = await store.counts()
  return { stories: stories.toSorted((a, b) => (a.id < b.id ? -1 : 1)), counts: { articles, copies, items } }
}

/** Bytes of feeds, as they go over the wire. */
export const feedsIn = async (store: Store): Promise<readonly string[]> => {
  const web = createWeb(
    webDeps({
      store,
      configuration: () => ({ ...CONFIGURATION, sources: SITES }),
      publicUrl: 'https://wire.example',
      now: () => EVENING,
    }),
    () => performance.now(),
  )
  const paths = ['/feeds/all.atom', '/feeds/all.rss', '/feeds/all.json?group=story', `/feeds/all.atom?q=source:${MIRROR}`]
  return await Promise.all(
    paths.map(async (path) => {
      const response = await web.fetch(new Request(`https://wire.example${path}`))
      const text = await response.text()
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
      return text
    }),
  )
}

/**
 * News with corrections, revisions of some of it that tell of other events, and more news. Revisions say what articles say that nothing else shows
 * and that are not revised themselves: where the page of a mirror was revised, the mirror's article is decided on again, before or after the
 * revisions that the next polls bring, and both orders have to end the same.
 */
export const revisedStream = () => {
  const all = pollsOf(130)
  const polls = all.flatMap((step) => (step.kind === 'poll' && step.source !== MIRROR ? [step] : []))
  const revised = polls.slice(2, 12).map((step, index): Step => {
    const others = polls[(index * 7 + 3) % 20]?.articles.slice(2) ?? []
    return {
      ...step,
      now: EVENING - HOUR,
      articles: step.articles.slice(0, 2).map((read, nth) => {
        const { title, text, html, searchText, fingerprint } = others[nth] ?? read
        return { ...read, title, text, html, searchText, fingerprint, hash: `${read.hash}-revised` }
      }),
    }
  })
  const [a = '', b = '', c = '', later = ''] = [0, 1, 4, 14].map((nth) => idOf(polls[nth]))
  const first = [correction('join', 1, a, b), correction('pin', 2, b), correction('join', 3, c, later)]
  const second = [correction('join', 1, a, b), correction('split', 2, c)]
  return {
    news: [...all.slice(0, 12), correctedBy(first), ...all.slice(12, -6)],
    revised: [correctedBy(second), ...revised],
    late: all.slice(-6),
  }
}

const correctedBy = (corrections: readonly Correction[]): Step => ({ kind: 'corrections', corrections, now: EVENING })
const idOf = (poll: Extract<Step, { readonly kind: 'poll' }> | undefined): string =>
  poll === undefined ? '' : idIn(poll.source, poll.articles[0]?.key ?? '')
