/** Two commands change one note at once, each on a connection of its own. */
import { expect, test } from 'vitest'
import { feedId } from '../../../src/model/ids.ts'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { createToken, tokensInStore } from '../../../src/store/feed-tokens.ts'
import { createDatabase } from '../postgres-databases.ts'
import { NOON } from '../samples.ts'

test('tokens that several processes make at once are all kept', async () => {
  const url = await createDatabase()
  const stores = await Promise.all([1, 2, 3, 4].map(async () => await openPostgres({ url })))
  const made = Array.from({ length: 20 }, (_, index) =>
    createToken({ feed: feedId('desk'), note: null, now: NOON, secret: new Uint8Array(16).fill(index) }),
  )
  const lists = stores.map((store) => tokensInStore(store))
  await Promise.all(made.map(async ({ token }, index) => await lists[index % 4]?.change((tokens) => [...tokens, token])))
  const kept = (await lists[0]?.read())?.map(({ id }) => id)
  expect(kept?.toSorted()).toEqual(made.map(({ token }) => token.id).toSorted())
  await Promise.all(stores.map(async (store) => await store.close()))
})
