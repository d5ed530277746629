/** Several processes on one database: each store here has caches and connections of its own. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { append, article, DAY, group, keysOf, NOON, publish, source, topic, words } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

let stores: readonly Store[]
let first: Store
let second: Store
beforeEach(async () => {
  const url = await createDatabase()
  first = await openPostgres({ url })
  second = await openPostgres({ url })
  stores = [first, second, await openPostgres({ url }), await openPostgres({ url })]
})
afterEach(async () => {
  for (const store of stores) await store.close()
})

test('sources are handed out once, and a host gets no more polls than it may', async () => {
  const sources = Array.from({ length: 60 }, (_, index) =>
    source(`s${index}`, { url: `https://host${index % 10}.example/${index}` }),
  )
  await first.syncSources(sources, NOON)
  const terms = { limit: 9, perHost: 3, leaseMs: DAY }
  const claims = await Promise.all(stores.flatMap((store) => [store.claimDue(NOON, terms), store.claimDue(NOON, terms)]))
  const claimed = claims.flat()
  expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length)
  const perHost = Map.groupBy(claimed, ({ url }) => new URL(url).hostname)
  expect([...perHost.values()].map((polls) => polls.length)).toEqual(Array.from({ length: 10 }).fill(3))
})

test('what one process tags and words, the other finds and names', async () => {
  await first.syncSources([source('agency')], NOON)
  expect(await keysOf(second, topic('tax'))).toEqual([])
  await publish(first, 'agency', [article('one', { topics: ['tax'], title: 'Ministers meet' })])
  expect(await keysOf(second, topic('tax'))).toEqual(['one'])
  expect(await keysOf(second, { kind: 'text', text: 'minister', in: 'anywhere', prefix: false, forms: true })).toEqual(['one'])
  expect((await second.articles({ filter: words('ministers'), limit: 9, before: null })).rows[0]?.listed.topics).toEqual([
    'tax',
  ])
  expect((await second.edition()).number).toBe((await first.edition()).number)
  expect((await second.similarWords('minsters')).map(({ word }) => word)).toEqual(['ministers'])
})

test('the same poll from two processes at once is stored once', async () => {
  await first.syncSources([source('agency')], NOON)
  const articles = Array.from({ length: 20 }, (_, index) => article(`a${index}`))
  await Promise.all(stores.map(async (store) => await append(store, 'agency', articles)))
  await group(second)
  expect(await first.counts()).toMatchObject({ items: 20, articles: 20 })
  expect(await keysOf(first, words('known'))).toHaveLength(20)
})

test('revisions and the grouper’s plans that meet on the same articles both come through', async () => {
  const ids = ['s0', 's1', 's2', 's3']
  await first.syncSources(
    ids.map((id) => source(id)),
    NOON,
  )
  const articlesOf = (id: string, version: number) =>
    Array.from({ length: 10 }, (_, index) => article(`${id}-${index}`, { title: `Version ${version} of ${id} ${index}` }))
  for (const id of ids) await publish(first, id, articlesOf(id, 0))
  await Promise.all([
    ...ids.map(async (id, index) => {
      for (let version = 1; version < 6; version += 1)
        await append(stores[index] ?? first, id, articlesOf(id, version), { now: NOON + version * DAY })
    }),
    (async () => {
      for (let round = 0; round < 10; round += 1) await group(second, { now: NOON + round * DAY })
    })(),
  ])
  await group(second)
  expect(await keysOf(first, words('version 5'), 100)).toHaveLength(40)
  expect(await first.counts()).toMatchObject({ items: 40, articles: 40, stories: 40 })
})
