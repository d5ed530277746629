import { MOST_AHEAD_MS } from '../../../model/article.ts'
import { lazy } from '../../../lib/lazy.ts'
import type { Filter } from '../../../model/filter.ts'
import type { Grouping } from '../../../model/taxonomy.ts'
import { type CandidateStream, merged, newer, newest, type Position } from '../../position-streams.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { numbersNear, type PostgresQuestion } from './postgres-filter.ts'
import { orderRanges, rangesFrom, type Span, spansOf } from './number-ranges.ts'
import type { Queries } from './queries.ts'

export type Reading = {
  readonly engine: PostgresEngine
  readonly grouping: Grouping
  readonly question: PostgresQuestion
}

/** Candidates of the filter in published order, as few as the indexes allow: every match is among them, and the filter must still be applied. */
export const candidatesFor = async (reading: Reading, filter: Filter): Promise<CandidateStream> => {
  // A filter may have thousands of words; the partitions are read once for all of them.
  const spans = lazy(async () => await spansOf(reading.engine))
  return (await narrow({ ...reading, spans }, filter))?.stream ?? everything(reading)
}

/** `size`: about how many positions the stream has; counted only if there is a choice. */
type Narrow = { readonly stream: CandidateStream; readonly size: () => Promise<number> }

/** Among how many streams the shortest is chosen: a filter may have hundreds, and counting one takes some milliseconds. */
const MAX_CHOICES = 8
/** Where counting stops, since a larger number does not change the choice. */
const COUNT_UP_TO = 1_000
/** With more lists to merge, scanning everything is as fast. */
const MOST_TAGS = 100

type Narrowing = Reading & { readonly spans: () => Promise<readonly Span[]> }

const narrow = async (reading: Narrowing, filter: Filter): Promise<Narrow | null> => {
  const { engine, question, grouping, spans } = reading
  const words = question.wordsOf(filter)
  if (words !== null) return withWords(engine, grouping, words, await spans())
  switch (filter.kind) {
    case 'and':
      return await smallest(await Promise.all(filter.of.map(async (part) => await narrow(reading, part))))
    case 'or':
      return either(await Promise.all(filter.of.map(async (part) => await narrow(reading, part))))
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
    case 'source':
    case 'country': {
      const numbers = question.numbersOf(filter)
      if (numbers.length > MOST_TAGS) return null
      return narrowBy(engine, { list: TAGGED[grouping], count: COUNT_TAGGED, value: numbers })
    }
    case 'affair':
      return listed(await engine.all<Position>(IN_STORIES[grouping], question.numbersOf(filter)))
    case 'like':
      return listed(await engine.all<Position>(IN_NUMBERS[grouping], numbersNear(filter)))
    case 'changed':
      return filter.at === 0 ? null : listed(await engine.all<Position>(CHANGED[grouping], filter.at))
    case 'after':
      return await since(reading, filter.at)
    case 'kind':
    case 'missing':
    case 'origins':
    case 'everything':
    case 'not':
    case 'text':
    case 'regex':
    case 'before':
      return null
  }
}

const smallest = async (parts: readonly (Narrow | null)[]): Promise<Narrow | null> => {
  const choices = parts.filter((part) => part !== null).slice(0, MAX_CHOICES)
  const [only] = choices
  if (choices.length < 2) return only ?? null
  const sized = await Promise.all(choices.map(async (choice) => ({ choice, size: await choice.size() })))
  return sized.reduce((best, next) => (next.size < best.size ? next : best)).choice
}

/** Null: one of the parts has no list, so that the lists would miss some of its matches. */
const either = (parts: readonly (Narrow | null)[]): Narrow | null => {
  const known = parts.filter((part) => part !== null)
  if (known.length < parts.length || known.length > MOST_TAGS) return null
  return {
    stream: merged(known.map(({ stream }) => stream)),
    size: async () => (await Promise.all(known.map(async ({ size }) => await size()))).reduce((sum, size) => sum + size, 0),
  }
}

type Lists = { readonly list: string; readonly count: string; readonly value: unknown }

const narrowBy = ({ all, get }: Queries, { list, count, value }: Lists): Narrow => ({
  stream: async ({ at, n }, most) => await all<Position>(list, value, at, n, most),
  size: async () => (await get<{ readonly size: number }>(count, value))?.size ?? 0,
})

const withWords = (engine: Queries, grouping: Grouping, words: string, spans: readonly Span[]): Narrow => ({
  stream: async (before, most) => {
    const found: Position[] = []
    for (const { after, upTo, ranges } of orderRanges(spans)) {
      if (after >= before.at) continue
      const wanted = most - found.length
      const rows: Position[] = []
      for (const { from, to } of ranges)
        rows.push(
          ...(await engine.all<Position>(WITH_WORDS[grouping], words, before.at, before.n, wanted, from, to, after, upTo)),
        )
      found.push(...newest(rows).slice(0, wanted))
      if (found.length === most) break
    }
    return found
  },
  size: async () => {
    let size = 0
    for (const { from, to } of rangesFrom(spans, Number.MAX_SAFE_INTEGER, 'older')) {
      size += (await engine.get<{ readonly size: number }>(COUNT_MATCHES, words, from, to))?.size ?? 0
      if (size >= COUNT_UP_TO) break
    }
    return size
  },
})
/** PostgreSQL chooses the shorter way, from the words or along the published order, by the frequency of the words. */
const WITH_WORDS: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT a.sort_at AS at, a.n FROM article a JOIN words w ON w.article = a.n
    WHERE w.words @@ $1::tsquery AND w.article >= $5 AND w.article < $6 AND a.story IS NOT NULL
      AND (a.sort_at, a.n) < ($2::bigint, $3::bigint) AND a.sort_at > $7 AND a.sort_at <= $8
    ORDER BY a.sort_at DESC, a.n DESC LIMIT $4`,
  story: `
    SELECT s.sort_at AS at, s.n FROM story s
    WHERE (s.sort_at, s.n) < ($2::bigint, $3::bigint) AND s.sort_at > $7 AND s.sort_at <= $8
      AND EXISTS (SELECT 1 FROM article a JOIN words w ON w.article = a.n
        WHERE a.story = s.n AND w.article >= $5 AND w.article < $6 AND w.words @@ $1::tsquery)
    ORDER BY s.sort_at DESC, s.n DESC LIMIT $4`,
}
const COUNT_MATCHES = `
  SELECT count(*) AS size FROM (
    SELECT 1 FROM words WHERE words @@ $1::tsquery AND article >= $2 AND article < $3 LIMIT ${COUNT_UP_TO}) found`

const ofEachTag = (list: string): string => `
  SELECT DISTINCT f.at, f.n FROM unnest($1::integer[]) AS j (tag) CROSS JOIN LATERAL (${list}) f ORDER BY f.at DESC, f.n DESC LIMIT $4`
const TAGGED: Readonly<Record<Grouping, string>> = {
  article: ofEachTag(`
    SELECT t.sort_at AS at, t.article AS n FROM article_tag t WHERE t.tag = j.tag AND (t.sort_at, t.article) < ($2::bigint, $3::bigint)
    ORDER BY t.sort_at DESC, t.article DESC LIMIT $4`),
  story: ofEachTag(`
    SELECT DISTINCT t.sort_at AS at, t.story AS n FROM story_tag t WHERE t.tag = j.tag AND (t.sort_at, t.story) < ($2::bigint, $3::bigint)
    ORDER BY t.sort_at DESC, t.story DESC LIMIT $4`),
}
const COUNT_TAGGED = `
  SELECT count(*) AS size FROM unnest($1::integer[]) AS j (tag)
  CROSS JOIN LATERAL (SELECT 1 FROM article_tag t WHERE t.tag = j.tag LIMIT ${COUNT_UP_TO}) found`

/** Up to this many recent articles are listed and sorted by published order; a story may be far older than its newest article. */
const MOST_RECENT = 5_000

const since = async ({ engine, grouping }: Reading, at: number): Promise<Narrow | null> => {
  const rows = await engine.all<Position>(RECENT[grouping], at - MOST_AHEAD_MS, MOST_RECENT)
  if (rows.length === MOST_RECENT) return null
  return listed(rows)
}

/** Few positions, which are in memory. */
const listed = (rows: readonly Position[]): Narrow => {
  const list = newest(rows)
  return {
    stream: async (before, count) =>
      list.filter((position) => newer(before, position) === before && position.n !== before.n).slice(0, count),
    size: async () => rows.length,
  }
}
const IN_NUMBERS: Readonly<Record<Grouping, string>> = {
  article: 'SELECT sort_at AS at, n FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL',
  story: 'SELECT sort_at AS at, n FROM story WHERE n IN (SELECT story FROM article WHERE n = ANY ($1::bigint[]))',
}

const CHANGED: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT sort_at AS at, n FROM article
    WHERE n IN (SELECT article FROM wording WHERE replaced_at >= $1::bigint) AND story IS NOT NULL`,
  story: `
    SELECT sort_at AS at, n FROM story
    WHERE n IN (SELECT a.story FROM wording w JOIN article a ON a.n = w.article WHERE w.replaced_at >= $1::bigint)`,
}
const IN_STORIES: Readonly<Record<Grouping, string>> = {
  article: 'SELECT sort_at AS at, n FROM article WHERE story = ANY ($1::bigint[])',
  story: 'SELECT sort_at AS at, n FROM story WHERE n = ANY ($1::bigint[])',
}
const RECENT: Readonly<Record<Grouping, string>> = {
  article: 'SELECT sort_at AS at, n FROM article WHERE sort_at >= $1 AND story IS NOT NULL ORDER BY sort_at DESC LIMIT $2',
  story: `
    SELECT s.sort_at AS at, s.n
    FROM (SELECT story FROM article WHERE sort_at >= $1 AND story IS NOT NULL ORDER BY sort_at DESC LIMIT $2) a JOIN story s ON s.n = a.story`,
}

const everything =
  ({ engine, grouping }: Reading): CandidateStream =>
  async ({ at, n }, count) =>
    await engine.all<Position>(EVERYTHING[grouping], at, n, count)

const EVERYTHING: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT sort_at AS at, n FROM article WHERE (sort_at, n) < ($1::bigint, $2::bigint) AND story IS NOT NULL
    ORDER BY sort_at DESC, n DESC LIMIT $3`,
  story:
    'SELECT sort_at AS at, n FROM story WHERE (sort_at, n) < ($1::bigint, $2::bigint) ORDER BY sort_at DESC, n DESC LIMIT $3',
}
