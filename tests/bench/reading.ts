/**
 * What readers wait for in a filled store, in a process of its own: `reading.ts FOLDER ARTICLES [pages] [searches] [feeds]`. Every figure is a median of requests that
 * each come after a new edition, so that nothing that was rendered or looked up before is remembered.
 */
import { resolve } from 'node:path'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import type { ArticleId, SourceId, TopicId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { createWeb, type Web } from '../../src/web/web.ts'
import { webDeps } from '../web/web-deps.ts'
import { appendPoll, type Decider, inventedSources, knownDecider, type Poll } from './filling.ts'
import { inflectedVocabularies } from './inflected-words.ts'
import { inventNews, type News, type Truth } from './invented-news.ts'
import { articleIdOf } from '../../src/store/derived-ids.ts'
import { randomFrom } from './random.ts'
import { processorMs } from '../processor-time.ts'

const SOURCES = 300
const PER_DAY = 10_000
const FROM = Date.UTC(2026, 0, 1)
const ORIGIN = 'http://polywire.example'
/** Reports of a story, and how many stories there are of the kind. Each kind has a topic of its own. */
const KINDS = [1, 5, 30, 300] as const
const STORIES = 100
const ROUNDS = 20
const WARM_UP = 4
const write = (text: string): void => void process.stdout.write(`${text}\n`)

type Begun = { readonly source: SourceId; readonly key: string }
type Place = { readonly kind: number; readonly of: Begun | null; readonly began: (article: Begun) => void }

/** Where each article goes: a story of one of the kinds, or a small one of the last days. */
const createPlaces = (articles: number, random: () => number): (() => Place) => {
  const stories = KINDS.map((): (Begun | null)[] => Array.from({ length: STORIES }, () => null))
  const lately: Begun[] = []
  const shares = KINDS.map((reports) => (reports * STORIES) / articles)
  return () => {
    let chance = random()
    for (const [kind, share] of shares.entries()) {
      chance -= share
      if (chance >= 0) continue
      const ofKind = stories[kind] ?? []
      const at = ofKind.indexOf(null) === -1 || KINDS[kind] !== 1 ? Math.floor(random() * STORIES) : ofKind.indexOf(null)
      return { kind, of: ofKind[at] ?? null, began: (article) => void (ofKind[at] = article) }
    }
    const of = random() < 0.5 ? (lately[Math.floor(random() * lately.length)] ?? null) : null
    const began = (article: Begun): void => {
      lately.push(article)
      if (lately.length > 400) lately.shift()
    }
    return { kind: -1, of, began }
  }
}

type Rewriter = (article: ReadArticle, place: Place) => ReadArticle

/** With the shipped topics, organisations and places, so that entries and pages name them. */
const createRewriter = ({ taxonomy }: Configuration, topics: readonly TopicId[], random: () => number): Rewriter => {
  const skewed = <Item>(all: readonly Item[]): readonly Item[] => all.slice(Math.floor(all.length * random() ** 2)).slice(0, 1)
  const others = taxonomy.topics.map(({ id }) => id).filter((id) => !topics.includes(id))
  return (article, { kind }) => {
    const [known] = article.topics
    const own = topics[kind]
    return {
      ...article,
      topics: (own === undefined ? skewed(others) : [own]).flatMap((id) => (known === undefined ? [] : [{ ...known, id }])),
      entities: skewed(taxonomy.entities).map(({ id }) => ({ id, evidence: known?.evidence ?? [] })),
      places: skewed(taxonomy.places).map(({ id }) => ({ id, evidence: known?.evidence ?? [] })),
    }
  }
}

const readShipped = async (): Promise<Configuration> => {
  const read = await readConfiguration(resolve(import.meta.dirname, '../../config'), process.env)
  if (!read.ok) throw new Error(`config/ cannot be read: ${read.problems[0]?.message ?? 'no problem named'}`)
  return { ...read.configuration, sources: inventedSources(SOURCES) }
}

type Press = {
  readonly topics: readonly TopicId[]
  readonly publish: (polls: number) => Promise<number>
  readonly now: () => number
}

/** Publishes invented news. `run` makes keys differ from those of earlier runs. */
const createPress = (store: Store, configuration: Configuration, articles: number, run: string): Press => {
  const random = randomFrom(7)
  const { topics: all } = configuration.taxonomy
  const topics = all
    .filter(({ id }) => !all.some(({ parent }) => parent === id))
    .slice(0, KINDS.length)
    .map(({ id }) => id)
  const rewritten = createRewriter(configuration, topics, random)
  const placeOf = createPlaces(articles, random)
  const truths = new Map<ArticleId, Truth>()
  const decider: Decider = knownDecider(store, truths)
  const from = run === '' ? FROM : FROM + (articles / PER_DAY) * 86_400_000
  const news = inventNews({ vocabularies: inflectedVocabularies(), sources: SOURCES, perDay: PER_DAY, from })
  let now = from
  const next = (): Poll => {
    const value: News | undefined = news.next().value
    if (value === undefined) throw new Error('the news have ended')
    now = value.now
    const written = value.articles.map((article): ReadArticle => {
      const place = run === '' ? placeOf() : { kind: -1, of: null, began: () => {} }
      const key = `${run}${article.key}`
      const begun = { source: value.source, key }
      if (place.of !== null) truths.set(articleIdOf(value.source, key), { kind: 'joins', of: place.of })
      place.began(place.of ?? begun)
      return rewritten(
        { ...article, key, hash: key, guid: key, link: `https://s.example/${key}`, canonicalUrl: `https://s.example/${key}` },
        place,
      )
    })
    return { source: value.source, rows: newArticleRows(value.source, written), now: value.now }
  }
  return {
    topics,
    now: () => now,
    async publish(polls) {
      const ready = Array.from({ length: polls }, next)
      await Promise.all(ready.map(async (poll) => await appendPoll(store, poll)))
      await decider.catchUp()
      truths.clear()
      return ready.reduce((sum, { rows }) => sum + rows.length, 0)
    },
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

type Measure = (name: string, target: (round: number) => string) => Promise<string>

const createMeasure = (web: Web, press: Press): Measure => {
  return async (name, target) => {
    const [cpu, wall, size]: [number[], number[], number[]] = [[], [], []]
    let text = ''
    for (let round = 0; round < ROUNDS + WARM_UP; round++) {
      await press.publish(1)
      const request = new Request(`${ORIGIN}${target(round)}`, { headers: { 'accept-language': 'en' } })
      const [start, used] = [performance.now(), processorMs()]
      const response = await web.fetch(request, { mustBeNew: true })
      text = await response.text()
      if (response.status !== 200) return fail(name, response.status, text)
      if (round < WARM_UP) continue
      cpu.push(processorMs() - used)
      wall.push(performance.now() - start)
      size.push(Buffer.byteLength(text))
    }
    const figures = [median(cpu), median(wall), Math.max(...cpu), Math.max(...size) / 1_000]
    write(`${name.padEnd(36)} ${figures.map((value) => value.toFixed(1).padStart(9)).join(' ')}`)
    return text
  }
}

const fail = (name: string, status: number, text: string): string => {
  write(`${name.padEnd(36)} answered ${status}: ${text.slice(0, 80).replaceAll('\n', ' ')}`)
  return ''
}

const webOf = (store: Store, configuration: Configuration, now: () => number): Web =>
  createWeb(
    webDeps({
      store,
      configuration: () => configuration,
      publicUrl: ORIGIN,
      now,
      log: (_, event, fields) => write(`${event} ${JSON.stringify(fields)}`),
    }),
    // Budgets of searches are in time of work then: a busy machine stops none.
    processorMs,
  )

const measureFeeds = async (measure: Measure, topics: readonly TopicId[]): Promise<void> => {
  for (const [kind, topic] of topics.entries())
    for (const format of ['atom', 'rss', 'json'])
      await measure(
        `feed, stories of ${KINDS[kind] ?? 0} reports, ${format}`,
        () => `/feeds/all.${format}?q=topic:${topic}&limit=100`,
      )
}

/** One of the largest. */
const largestStory = async (web: Web, topics: readonly TopicId[]): Promise<string> => {
  const response = await web.fetch(new Request(`${ORIGIN}/feeds/all.json?q=topic:${topics.at(-1) ?? ''}&limit=1`))
  return /\/stories\/([\w-]+)/.exec(await response.text())?.[1] ?? ''
}

const measurePages = async (measure: Measure, topics: readonly TopicId[], story: string): Promise<void> => {
  await measure('front page', () => '/')
  await measure('story page, 300 reports', () => `/stories/${story}`)
  await measure('day page', () => '/days/2026-01-08')
  await measure('topic page, 100 stories of 300', () => `/topics/${topics.at(-1)}`)
  for (const page of ['/topics', '/sources', '/entities', '/places', '/about', '/about/topics', '/feeds'])
    await measure(page, () => page)
}

const measureSearches = async (measure: Measure): Promise<void> => {
  const random = randomFrom(99)
  const words = inflectedVocabularies().flatMap(({ word }) => Array.from({ length: 40 }, () => word(random)))
  let at = 0
  const next = (): string => encodeURIComponent(words[(at = (at + 41) % words.length)] ?? '')
  const search = (q: string, more = ''): string => `/search?q=${q}${more}`
  await measure('search: one word', () => search(next()))
  await measure('search: two words', () => search(`${next()}+${next()}`))
  await measure('search: one or the other', () => search(`${next()}+OR+${next()}`))
  await measure('search: one without another', () => search(`${next()}+-${next()}`))
  await measure('search: by relevance', () => search(`${next()}+${next()}`, '&sort=relevance'))
  await measure('search: rare word by relevance', () => search(next(), '&sort=relevance'))
  await measure('search: misspelt word', () => search(`${next()}zz`))
  const many = (): string => Array.from({ length: 200 }, next).join('+OR+')
  await measure('feed of 200 words, atom', () => `/feeds/all.atom?q=${many()}`)
  const same = many()
  await measure('same 200 words each time, atom', () => `/feeds/all.atom?q=${same}`)
}

const [folder = '', wanted = '', ...parts] = process.argv.slice(2)
const articles = Number(wanted)
const configuration = await readShipped()
const store = await openSqlite({ folder })
if ((await store.counts()).articles === 0) {
  await store.syncSources(inventedSources(SOURCES), FROM)
  const press = createPress(store, configuration, articles, '')
  for (let stored = 0; stored < articles; ) stored += await press.publish(16)
}
const press = createPress(store, configuration, articles, `r${Date.now()}-`)
await press.publish(1)
const web = webOf(store, configuration, press.now)
const measure = createMeasure(web, press)
write(`${''.padEnd(36)} ${['CPU ms', 'ms', 'most CPU', 'kB'].map((name) => name.padStart(9)).join(' ')}`)
if (parts.includes('pages')) await measurePages(measure, press.topics, await largestStory(web, press.topics))
if (parts.includes('searches')) await measureSearches(measure)
if (parts.includes('feeds')) await measureFeeds(measure, press.topics)
await store.close()
