import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newArticleRows } from '../../../src/store/new-article-row.ts'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { append, article, EVERYTHING, group, idOf, NOON, poll, publish, source } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

let url: string
let store: Store
let other: PostgresConnection
beforeEach(async () => {
  url = await createDatabase()
  store = await openPostgres({ url })
  other = connectToPostgres({ url, readOnly: false })
  await store.syncSources([source('agency'), source('paper')], NOON)
})
afterEach(async () => {
  await store.close()
  await other.close()
})

const positions = async (): Promise<readonly number[]> => (await store.readLog(100)).map(({ position }) => position)

/** A transaction of another process that has taken its number and sleeps before it commits. `begun` resolves when it sleeps. */
const sleeper = () => {
  const wake = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const committed = other.longTransaction(async ({ get, run }) => {
    const numbers = await get<{ readonly entry: number }>('SELECT entry FROM take_numbers(0, 1)')
    await run(`INSERT INTO article_log (seq, kind, at) VALUES ($1, 'override', 0)`, numbers?.entry)
    begun.resolve()
    await wake.promise
  })
  return {
    begun: begun.promise,
    commit: async () => {
      wake.resolve()
      await committed
    },
  }
}

test('a row that becomes visible after a later one is not skipped', async () => {
  const slow = sleeper()
  await slow.begun
  await store.appendOverride('later', '[]', NOON)
  // The follower sees nothing of what came later: it would go on after it.
  expect(await positions()).toEqual([])
  await slow.commit()
  expect(await positions()).toEqual([1, 2])
})

test('a transaction that has written before it takes its numbers is refused', async () => {
  const late = other.transaction(async ({ run, all }) => {
    await run(`INSERT INTO note (name, value) VALUES ('written', 'first')`)
    await all('SELECT take_numbers(0, 1)')
  })
  await expect(late).rejects.toThrow('numbers are taken after something was written')
})

/** Three numbers of the log that no row will have. */
const leaveGap = async (): Promise<void> => {
  const failed = other.transaction(async ({ all }) => {
    await all('SELECT take_numbers(3, 3)')
    throw new Error('given up')
  })
  await expect(failed).rejects.toThrow('given up')
}

test('a transaction that takes numbers and is rolled back holds up nobody', async () => {
  await leaveGap()
  await append(store, 'agency', [article('one')])
  expect(await positions()).toEqual([4])
  await group(store)
  expect((await store.articles({ filter: EVERYTHING, limit: 9, before: null })).rows.map(({ key }) => key)).toEqual(['one'])
})

test('many processes append at once, and a follower that reads meanwhile sees each row once, in order', async () => {
  const stores = await Promise.all(Array.from({ length: 4 }, async () => await openPostgres({ url })))
  const ids = Array.from({ length: 8 }, (_, index) => `s${index}`)
  await store.syncSources(
    ids.map((id) => source(id)),
    NOON,
  )
  let isDone = false
  const followed: number[] = []
  const follow = async (): Promise<void> => {
    for (let after = 0; ; ) {
      const wasDone = isDone
      const entries = await store.readLog(7, { after })
      followed.push(...entries.map(({ article: logged }) => logged?.number ?? 0))
      after = entries.at(-1)?.position ?? after
      if (entries.length === 0 && wasDone) return
      await sleep(1)
    }
  }
  const writers = ids.map(async (id, index) => {
    for (let nth = 0; nth < 12; nth += 1) {
      const rows = newArticleRows(idOf(id), [article(`${id}-${nth}`)])
      const plan = { append: rows.map((row) => ({ row, sortAt: NOON, replacesItem: null })), revise: [], rehash: [] }
      await stores[index % stores.length]?.append({ ...plan, source: idOf(id), shown: [], poll: poll(id), now: NOON })
    }
  })
  const following = follow()
  await Promise.all(writers)
  isDone = true
  await following
  expect(followed).toHaveLength(96)
  // Articles are numbered in the order of the log: nothing comes in between later.
  expect(followed).toEqual(followed.toSorted((a, b) => a - b))
  for (const one of stores) await one.close()
})

test('what is stored is read while another database of the server has a transaction that takes long', async () => {
  const elsewhere = connectToPostgres({ url: await createDatabase(), readOnly: false })
  await elsewhere.longTransaction(async ({ all }) => {
    await all('SELECT pg_current_xact_id()')
    await append(store, 'agency', [article('one'), article('two')])
    expect(await positions()).toEqual([1, 2])
    await group(store)
    await leaveGap()
    await append(store, 'agency', [article('three')])
    expect(await positions()).toEqual([6])
  })
  await elsewhere.close()
})

test('rows of a dump from a cluster that had more transactions are read', async () => {
  await other.all('SELECT take_numbers(0, 1)')
  await append(store, 'agency', [article('one')])
  await other.run(`UPDATE article_log SET transaction = '999999999999'`)
  expect(await positions()).toEqual([])
  const again = await openPostgres({ url })
  expect(await positions()).toEqual([2])
  await again.close()
})

test('a plan whose answer was lost with the connection changes nothing when it comes again', async () => {
  await publish(store, 'agency', [article('one')])
  const { checkpoint } = await store.progress()
  const before = await store.counts()
  await store.commit({ checkpoint, isPublished: true, now: NOON })
  expect(await store.counts()).toEqual(before)
})
