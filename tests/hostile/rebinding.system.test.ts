/** Names that lead to a public server when they are checked, and to this machine when they are used. The test's own resolver tells them. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Canary, startCanary } from './canary.ts'
import { type HostileService, startHostileService } from './hostile-service.ts'
import { answer, feed, news, redirect, startUpstream, type Upstream } from './hostile-upstream.ts'

let upstream: Upstream
let canary: Canary
let service: HostileService
const NAMES = ['rebind', 'rebind-late', 'rebind-both', 'rebind-mapped']
const attacks: Record<string, ReturnType<typeof answer>> = { '/': answer(feed(news('here'))) }

beforeAll(async () => {
  // Stands for a public server: it alone may be connected to.
  upstream = await startUpstream(attacks, '127.0.0.2')
  canary = await startCanary(upstream.port)
  for (const name of NAMES) attacks[`/to-${name}`] = redirect(`http://${name}.test:${upstream.port}/`)
  const sources = Object.fromEntries(
    NAMES.flatMap((name) => [
      [name, `http://${name}.test:${upstream.port}/`],
      [`to-${name}`, `http://${upstream.host}/to-${name}`],
    ]),
  )
  service = await startHostileService({
    sources,
    settings: 'fetch:\n  per_host: { concurrency: 4, gap: 0s }\n  timeout: 2m\n  allow_private: ["127.0.0.2/32"]\n',
    env: { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'rebinding-names.mjs')}` },
  })
  await service.allTried()
})
afterAll(async () => {
  await service.close()
  await Promise.all([upstream.close(), canary.close()])
})

test('gain nothing in two hundred polls: the address that was checked is the one that is connected to', async () => {
  const kinds = new Map<string, Set<string>>()
  for (let round = 0; round < 25; round += 1)
    for (const id of [...NAMES, ...NAMES.map((name) => `to-${name}`)]) {
      const { failure } = await service.poll(id)
      kinds.set(id, (kinds.get(id) ?? new Set()).add(failure?.kind ?? 'read'))
    }
  expect(canary.port).toBe(upstream.port)
  expect(canary.visits).toEqual([])
  // The resolver was asked, and both of its answers were met.
  expect([...(kinds.get('rebind') ?? [])].toSorted()).toEqual(['forbidden-address', 'read'])
  expect([...(kinds.get('rebind-both') ?? [])]).toEqual(['read'])
})
