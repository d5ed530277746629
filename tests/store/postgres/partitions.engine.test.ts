/** Words in partitions by article number. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { addPartition } from '../../../src/store/dialects/postgres/postgres-partitions.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { Filter } from '../../../src/model/filter.ts'
import type { StoryId } from '../../../src/model/ids.ts'
import type { Cursor } from '../../../src/store/ports/story-search.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  all,
  any,
  append,
  article,
  DAY,
  keysOf,
  NOON,
  not,
  type Placer,
  prune,
  publish,
  source,
  topic,
  words,
} from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'
import { randomFrom } from '../../bench/random.ts'

let url: string
let database: PostgresConnection
beforeEach(async () => {
  url = await createDatabase()
  database = connectToPostgres({ url, readOnly: false })
})
afterEach(async () => await database.close())

/** The partitions that hold words, in order, with how many articles. */
const partitions = async (from = database): Promise<readonly (readonly [name: string, articles: number])[]> =>
  (
    await from.all<{ readonly name: string; readonly articles: number }>(
      'SELECT tableoid::regclass::text AS name, count(*) AS articles FROM words GROUP BY 1 ORDER BY min(article)',
    )
  ).map(({ name, articles }) => [name, articles])

/** The first partition ends so early. */
const cutAt = async (ends: number, where = database): Promise<void> => {
  await where.script(`
    DROP TABLE words_0; DELETE FROM words_part; CREATE TABLE words_0 PARTITION OF words FOR VALUES FROM (0) TO (${ends});
    INSERT INTO words_part VALUES (0, ${ends}, 0)`)
}

describe('a partition', () => {
  let store: Store
  beforeEach(async () => {
    store = await openPostgres({ url })
    await store.syncSources([source('agency')], NOON)
  })
  afterEach(async () => await store.close())

  test('is made while there is room in the last one', async () => {
    await database.run(`SELECT setval('article_number', 60000)`)
    await publish(store, 'agency', [article('one')])
    const parts = await database.all('SELECT first, ends FROM words_part ORDER BY first')
    expect(parts).toEqual([
      { first: 0, ends: 100_000 },
      { first: 100_000, ends: 200_000 },
    ])
    await database.run(`SELECT setval('article_number', 100000)`)
    await publish(store, 'agency', [article('two')])
    expect(await partitions()).toEqual([
      ['words_0', 1],
      ['words_100000', 1],
    ])
    expect(await keysOf(store, words('report'))).toEqual(['two', 'one'])
  })

  test('is made by one of several processes that need it at once', async () => {
    await database.run(`SELECT setval('article_number', 60000)`)
    const stores = await Promise.all(Array.from({ length: 4 }, async () => await openPostgres({ url })))
    await store.syncSources(
      stores.map((_, index) => source(`s${index}`)),
      NOON,
    )
    await Promise.all(stores.map(async (one, index) => await append(one, `s${index}`, [article(`a${index}`)])))
    expect(await database.all('SELECT first FROM words_part ORDER BY first')).toEqual([{ first: 0 }, { first: 100_000 }])
    for (const one of stores) await one.close()
  })

  test('that can’t be made now keeps no article waiting, and gets its words later', async () => {
    await cutAt(1)
    const wake = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const other = connectToPostgres({ url, readOnly: false })
    const reading = other.transaction(async ({ script }) => {
      await script('LOCK TABLE words_rest IN ACCESS SHARE MODE')
      locked.resolve()
      await wake.promise
    })
    await locked.promise
    await publish(store, 'agency', [article('late')])
    expect(await partitions()).toEqual([['words_rest', 1]])
    expect(await keysOf(store, words('late'))).toEqual(['late'])
    wake.resolve()
    await reading
    await other.close()
    await addPartition(database, { first: 1, ends: 50 })
    expect(await partitions()).toEqual([['words_1', 1]])
    expect(await keysOf(store, words('late'))).toEqual(['late'])
    await addPartition(database, { first: 50, ends: 100_000 })
    await publish(store, 'agency', [article('later')])
    expect(await keysOf(store, words('report'))).toEqual(['later', 'late'])
  })

  test('that holds no article any more is dropped by retention', async () => {
    await cutAt(3)
    await addPartition(database, { first: 3, ends: 5 })
    await addPartition(database, { first: 5, ends: 100_000 })
    const tagged = { topics: ['tax'] }
    await publish(store, 'agency', [article('a'), article('b'), article('c', tagged), article('d')], { now: NOON })
    await publish(store, 'agency', [article('e')], { now: NOON + 10 * DAY })
    await prune(store, NOON - DAY, NOON + DAY, NOON + 10 * DAY)
    expect(await partitions()).toEqual([
      ['words_3', 1],
      ['words_5', 1],
    ])
    expect(await database.get(`SELECT to_regclass('words_0') AS name`)).toEqual({ name: null })
    expect(await keysOf(store, words('report'))).toEqual(['e', 'c'])
  })
})

test('words that were stored before there were partitions are found', async () => {
  const old = await createDatabase(null)
  const before = connectToPostgres({ url: old, readOnly: false })
  const beginning = join(import.meta.dirname, '../../../src/store/migrations/postgres/001-beginning.sql')
  await before.script(readFileSync(beginning, 'utf8'))
  await before.script(`
    CREATE TABLE schema_range (schema_min integer NOT NULL, schema_max integer NOT NULL);
    INSERT INTO schema_range VALUES (1, 1);
    INSERT INTO article (n, id, source, sort_at, published_at, dated, first_seen, language, confidence, has_topic, content_hash)
      SELECT n, 'a' || n, 1, n, n, 0, n, 'en', 1, 0, n FROM generate_series(1, 200) n;
    INSERT INTO words SELECT n, '''parcel'':1A' FROM generate_series(1, 200) n;
    INSERT INTO vocabulary VALUES ('parcel');
    SELECT setval('article_number', 200)`)
  const store = await openPostgres({ url: old })
  expect((await store.similarWords('parzel')).map(({ word, articles }) => [word, articles])).toEqual([['parcel', 200]])
  await store.close()
  await before.close()
})

describe('searches over many partitions', () => {
  const SUBJECTS = ['harbour', 'budget', 'school', 'river', 'bridge', 'festival', 'court', 'museum']
  const FILTERS: readonly Filter[] = [
    words('report'),
    words('harbour'),
    words('only once'),
    words('harbour and'),
    words('har', 'title', true),
    all(words('river'), topic('tax')),
    any(words('court'), words('museum')),
    all(words('report'), not(words('bridge'))),
    { kind: 'text', text: 'festivals', in: 'anywhere', prefix: false, forms: true },
  ]
  const DAYS = 36
  const PARTITIONS = 23
  const PER_PARTITION = 7
  let stores: readonly Store[]

  /** Every fourth joins a story of one before. */
  const placer = (random: () => number): Placer => {
    const stories: StoryId[] = []
    return ({ ownStory }) => {
      const story = stories[Math.floor(random() * stories.length)]
      if (story !== undefined && random() < 0.25) return { kind: 'joins', story, reasons: [] }
      stories.push(ownStory)
      return { kind: 'starts', reasons: [] }
    }
  }

  const fill = async (store: Store): Promise<void> => {
    const random = randomFrom(7)
    const place = placer(random)
    await store.syncSources([source('agency'), source('archive')], NOON)
    const subject = (): string => SUBJECTS[Math.floor(random() * SUBJECTS.length)] ?? ''
    let n = 0
    for (const day of Array.from({ length: DAYS }, (_, index) => index)) {
      const now = NOON + day * DAY
      const articles = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
        n += 1
        const title = `Report on ${subject()} and ${subject()}${n === 42 ? ' only once' : ''}`
        // Some say that they are far older than they are.
        const publishedAt = now - Math.floor(random() ** 4 * 30 * DAY)
        return article(`a${n}`, { title, publishedAt, topics: random() < 0.3 ? ['tax'] : [] })
      })
      await publish(store, random() < 0.8 ? 'agency' : 'archive', articles, { now, place })
    }
    // Stories whose place in the order is later than the arrival of what they hold, as corrections make them.
    const { rows } = await store.stories({ filter: topic('tax'), limit: 100, before: null })
    const moved = rows.filter((_, index) => index % 5 === 4).map(({ story }) => story.id)
    const states = [...(await store.storyStates(moved)).values()]
    const later = states.map((state, index) => ({ ...state, sortAt: NOON + (9 * index + 3) * DAY }))
    await store.commit({ stories: later, isPublished: true, now: NOON })
  }

  let large: PostgresConnection
  beforeAll(async () => {
    const address = await createDatabase()
    large = connectToPostgres({ url: address, readOnly: false })
    await cutAt(PER_PARTITION, large)
    for (let part = 1; part < PARTITIONS; part += 1) {
      const first = part * PER_PARTITION
      await addPartition(large, { first, ends: part + 1 < PARTITIONS ? first + PER_PARTITION : 1_000_000 })
    }
    stores = [await openSqlite({ folder: ':memory:' }), await openPostgres({ url: address })]
    for (const store of stores) await fill(store)
  }, 60_000)
  afterAll(async () => {
    for (const store of stores) await store.close()
    await large.close()
  })

  /** By SQLite and by PostgreSQL. */
  const both = async <Result>(ask: (store: Store) => Promise<Result>): Promise<readonly [Result, Result]> => {
    const [lite, other] = await Promise.all(stores.map(ask))
    if (lite === undefined || other === undefined) throw new Error('there are two stores')
    return [lite, other]
  }

  const pages = async (read: (before: Cursor | null) => Promise<{ ids: readonly string[]; next: Cursor | null }>) => {
    const found: (readonly string[])[] = []
    for (let before: Cursor | null = null; ; ) {
      const { ids, next } = await read(before)
      found.push(ids)
      if (next === null) return found
      before = next
    }
  }

  test('give the pages that one table gives, in its order', async () => {
    const held = await partitions(large)
    expect(held.length).toBeGreaterThan(PARTITIONS - 5)
    expect(held.map(([name]) => name)).not.toContain('words_rest')
    for (const filter of FILTERS) {
      for (const limit of [9, 70]) {
        const [lite, large] = await both(
          async (store) =>
            await pages(async (before) => {
              const { rows, next } = await store.stories({ filter, limit, before })
              return { ids: rows.map(({ story, matched }) => `${story.id} ${matched.join(' ')}`), next }
            }),
        )
        expect(large).toEqual(lite)
        expect(lite.flat().length).toBeGreaterThan(0)
        const [liteArticles, largeArticles] = await both(
          async (store) =>
            await pages(async (before) => {
              const { rows, next } = await store.articles({ filter, limit, before })
              return { ids: rows.map(({ id }) => id), next }
            }),
        )
        expect(largeArticles).toEqual(liteArticles)
      }
    }
  })

  test('give the arrivals, answers and counts that one table gives', async () => {
    for (const filter of FILTERS) {
      for (const direction of ['older', 'newer'] as const)
        for (const from of [1, 50, 1_000]) {
          const query = { filter, grouping: 'article', from, direction, limit: 9 } as const
          const [lite, large] = await both(async (store) => await store.arrivals(query))
          expect(large).toEqual(lite)
        }
      const [lite, large] = await both(
        async (store) => await store.stories({ filter, limit: 12, before: null, sort: 'relevance' }),
      )
      expect(large.rows.map(({ story }) => story.id)).toEqual(lite.rows.map(({ story }) => story.id))
      const [some, same] = await both(async (store) => await store.countByDay(filter, 'story', NOON, NOON + 99 * DAY))
      expect(same).toEqual(some)
    }
  })
})
