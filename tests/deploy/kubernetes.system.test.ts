import { afterAll, expect, test } from 'vitest'
import { openWorkplace } from '../cli/workplace.ts'
import { createDatabase } from '../store/postgres-databases.ts'

const place = openWorkplace()
afterAll(() => place.clear())

test('the paths of the probes answer, whatever the role', async () => {
  const env = { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_DATABASE_URL: await createDatabase(null), POLYWIRE_ROLE: 'ingest' }
  const url = /http:\S+/.exec(await place.start(['serve'], { env }).line(/^Polywire is running at http/))?.[0] ?? ''
  for (const path of ['/healthz', '/readyz']) expect((await fetch(`${url}${path}`)).status).toBe(200)
  expect((await fetch(`${url}/feeds/shops.atom`)).status).toBe(404)
})
