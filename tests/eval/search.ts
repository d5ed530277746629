import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createLanguageDetector } from '../../src/enrich/language/detect.ts'
import type { Filter } from '../../src/model/filter.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { append, article, group, source } from '../store/samples.ts'
import { type Figure, type Outcome, percent, readJsonLines } from './suite.ts'
import { openCachedEncoder } from './vectors.ts'

type Row = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly date: string
  readonly language: string
}
/** What somebody searches for, and the reports among the first ten of any way to search, judged by reading. */
type Query = {
  readonly text: string
  readonly lang: string
  readonly right: readonly string[]
  readonly wrong: readonly string[]
}

const FIRST = 10
const EDITIONS: Readonly<Record<string, string>> = {
  au: 'en',
  de: 'de',
  fr: 'fr',
  gb: 'en',
  it: 'it',
  nl: 'nl',
  ru: 'ru',
  us: 'en',
}

/** 120 searches in six languages over two streams of real news in eight: by words, and by meaning together with words. */
export const search = async (folder: string): Promise<Outcome> => {
  const rows = streamRows(folder)
  const queries = readJsonLines<Query>(join(import.meta.dirname, 'search'), 'queries.jsonl')
  const encoder = await openCachedEncoder()
  const detect = await createLanguageDetector()
  const store = await storeOf(rows, await encoder.encode(rows), encoder.revision)
  const texts = queries.map(({ text }) => ({ title: text, text: '', language: detect(text, null).language }))
  const vectors = await encoder.encode(texts)
  await encoder.close()
  const found: Found[] = []
  for (const [nth, query] of queries.entries()) {
    const values = vectors[nth] ?? null
    const vector = values === null ? null : { values, revision: encoder.revision }
    const like: Filter = { kind: 'like', to: { kind: 'text', text: query.text, vector }, near: null }
    found.push(await foundBy(store, query, like))
  }
  await store.close()
  return { suite: 'search', cases: queries.length, figures: figuresOf(found), wrong: wrongIn(found) }
}

const streamRows = (folder: string): readonly Row[] => {
  const known = new Set<string>()
  return ['p', 'r'].flatMap((stream) => {
    const file = join(folder, 'stream', stream === 'p' ? 'p.jsonl.gz' : `${stream}.jsonl`)
    const bytes = readFileSync(file)
    const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n')
    return lines.flatMap((line): readonly Row[] => {
      const { id, title, text, date, c } = JSON.parse(line) as Row & { readonly c: string }
      const language = EDITIONS[c] ?? (/\p{sc=Han}/u.test(title) ? 'zh' : 'en')
      const key = `${language}${title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
        .trim()}`
      if (known.has(key)) return []
      known.add(key)
      return [{ id: `${stream}:${id}`, title, text: text ?? '', date, language }]
    })
  })
}

/** Every report is a story of its own. */
const storeOf = async (rows: readonly Row[], vectors: readonly (Int8Array | null)[], revision: string): Promise<Store> => {
  const store = await openSqlite({ folder: ':memory:' })
  await store.syncSources([source('stream')], 0)
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const part = rows.slice(at, at + AT_ONCE)
    const read = part.map(({ id, date, ...row }) => article(id, { ...row, publishedAt: Date.parse(date) }))
    await append(store, 'stream', read)
    await group(store)
  }
  const numbers = new Map((await store.logged({ after: 0, limit: rows.length })).map((one) => [one.link, one.number]))
  const features = rows.flatMap(({ id }, nth) => {
    const [number, values] = [numbers.get(linkOf(id)), vectors[nth]]
    if (number === undefined || values === null || values === undefined) return []
    return [{ article: number, features: { at: 0, bytes: new Uint8Array(1), vector: { values, revision } } }]
  })
  await store.commit({ features, isPublished: true, now: 0 })
  return store
}
const AT_ONCE = 500
const linkOf = (id: string): string => `https://news.example/${id}`

type Found = {
  readonly query: Query
  readonly first: Readonly<Record<Way, number>>
  /** Of the reports that were judged, those that a feed of the search has. */
  readonly right: number
  readonly wrong: number
  readonly line: string
}
const WAYS = ['words', 'meaning and words', 'words, one language', 'meaning and words, one language'] as const
type Way = (typeof WAYS)[number]

const foundBy = async (store: Store, query: Query, like: Filter): Promise<Found> => {
  const words: Filter = {
    kind: 'and',
    of: query.text.split(' ').map((text) => ({ kind: 'text', text, in: 'anywhere', prefix: false, forms: true })),
  }
  const own = (filter: Filter): Filter => ({ kind: 'and', of: [filter, { kind: 'language', anyOf: [query.lang] }] })
  const ranked = async (filter: Filter): Promise<readonly string[]> =>
    (await store.stories({ filter, limit: FIRST, before: null, sort: 'relevance' })).rows.map(({ story }) =>
      idIn(story.lead.link),
    )
  const right = new Set(query.right)
  const rightInOwn = new Set(await those(store, own({ kind: 'everything' }), query.right))
  const first = {
    words: gain(await ranked(words), right),
    'meaning and words': gain(await ranked(like), right),
    'words, one language': gain(await ranked(own(words)), rightInOwn),
    'meaning and words, one language': gain(await ranked(own(like)), rightInOwn),
  }
  const met = new Set(await those(store, like, [...query.right, ...query.wrong]))
  const wrong = query.wrong.filter((id) => met.has(id)).length
  const line = `${query.lang} ${query.text}: nDCG@10 ${first['meaning and words'].toFixed(2)}`
  return { query, first, right: query.right.filter((id) => met.has(id)).length, wrong, line }
}

/** Of these reports, those that meet a filter. */
const those = async (store: Store, filter: Filter, ids: readonly string[]): Promise<readonly string[]> => {
  const wanted = new Set(ids)
  const { rows } = await store.articles({ filter, limit: 100_000, before: null })
  return rows.map(({ link }) => idIn(link)).filter((id) => wanted.has(id))
}
const idIn = (link: string | null): string => decodeURIComponent(link?.slice(linkOf('').length) ?? '')

/** nDCG@10, a report being right or not; NaN where no report is right. */
const gain = (ids: readonly string[], right: ReadonlySet<string>): number => {
  const sum = (count: number, isRight: (nth: number) => boolean): number =>
    Array.from({ length: count }, (_, nth) => (isRight(nth) ? 1 / Math.log2(nth + 2) : 0)).reduce(
      (one, other) => one + other,
      0,
    )
  return sum(ids.length, (nth) => right.has(ids[nth] ?? '')) / sum(Math.min(FIRST, right.size), () => true)
}

const figuresOf = (found: readonly Found[]): readonly Figure[] => {
  const mean = (way: Way): number => {
    const gains = found.map(({ first }) => first[way]).filter((one) => !Number.isNaN(one))
    return percent(
      gains.reduce((one, other) => one + other, 0),
      gains.length,
    )
  }
  const halves = (['chosen on', 'check'] as const).flatMap((half): readonly Figure[] => {
    const part = found.filter((_, nth) => (nth % 2 === 0) === (half === 'chosen on'))
    const sum = (of: (one: Found) => number): number => part.reduce((all, one) => all + of(one), 0)
    const right = sum((one) => one.right)
    return [
      { name: `feed, ${half}: precision`, value: percent(right, right + sum((one) => one.wrong)), bar: 85 },
      {
        name: `feed, ${half}: recall`,
        value: percent(
          right,
          sum(({ query }) => query.right.length),
        ),
        bar: 70,
      },
    ]
  })
  const bars: Readonly<Record<Way, number | null>> = {
    words: null,
    'meaning and words': Math.round(mean('words')) + 10,
    'words, one language': null,
    'meaning and words, one language': Math.round(mean('words, one language')),
  }
  return [...WAYS.map((way) => ({ name: `nDCG@10: ${way}`, value: mean(way), bar: bars[way] })), ...halves]
}

const wrongIn = (found: readonly Found[]): readonly string[] =>
  found.filter(({ first }) => first['meaning and words'] < 0.8).map(({ line }) => line)
