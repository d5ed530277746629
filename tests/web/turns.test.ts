/** All that is made for readers is made in turns: where none is free, nothing is begun. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createWeb } from '../../src/web/web.ts'
import { digest } from '../delivery/digest-samples.ts'
import { waitWithoutEnd } from './endless-patience.ts'
import { CONFIGURATION, openNewsroom } from './newsroom.ts'

/** They cost nothing, tell whether the service lives, or lead elsewhere. */
const AT_ONCE = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/icon.svg',
  '/icon.png',
  '/manifest.webmanifest',
  '/favicon.ico',
  '/robots.txt',
  '/mcp',
  '/dumps',
  // Refused without the admin token.
  '/api/v1/topics/:id/trial',
]
/** They take a turn for each piece: the tests of shares show it. */
const IN_PIECES = /^\/api\/v1\/(?:stream|(?:articles|stories)\.[a-z]+)$/
/** Two places for pages and feeds, two for searches, one for pages of errors. */
const PLACES = 5
const EXAMPLES: Readonly<Record<string, string>> = {
  '/:file{coverage\\.(?:atom|rss|json)}': '/coverage.atom',
  '/days/:id': '/days/2026-11-24',
  '/digests/:id': '/digests/morning',
  '/digests/:id/:issue': '/digests/morning/2026-11-24',
  '/digests/:file{.+\\.(?:atom|rss|json)}': '/digests/morning.rss',
  '/stories/:file{.+\\.(?:atom|rss|json)}': '/stories/x.json',
  '/feeds/:file': '/feeds/parcels.atom',
}

test('of all addresses, none is answered with what was made out of turn', async () => {
  const room = await openNewsroom({ configuration: { ...CONFIGURATION, digests: [digest({ id: 'morning' })] } })
  onTestFinished(async () => await room.close())
  waitWithoutEnd()
  const web = createWeb(room.deps, () => 0)
  const release = Promise.withResolvers<void>()
  const counts = room.store.counts.bind(room.store)
  let begun = 0
  Object.assign(room.store, {
    counts: async () => {
      begun += 1
      await release.promise
      return await counts()
    },
  })
  const answered: string[] = []
  const ask = async (name: string, path: string): Promise<number> => {
    const headers = { accept: 'text/html', host: 'news.example' }
    const { status } = await web.fetch(new Request(`http://news.example${path}`, { headers }), { client: '127.0.0.2' })
    answered.push(name)
    return status
  }
  const filling = ['/feeds/all.atom?limit=1', '/feeds/all.atom?limit=2', '/search?q=a', '/search?q=b', '/nothing']
  const first = filling.map(async (path) => await ask(path, path))
  await expect.poll(() => begun).toBe(PLACES)

  const paths = web.paths.filter((path) => !IN_PIECES.test(path) && !/\.(?:css|js)$/.test(path))
  expect(paths.length).toBeGreaterThan(50)
  const rest = paths.map(async (path) => await ask(path, EXAMPLES[path] ?? path.replaceAll(/:[a-z]+/g, 'x')))
  const hidden = ['/feeds/health.atom', '/nowhere', '/search?q=%28', '/topics/nothing', '/sources?ui=xx']
  rest.push(...hidden.map(async (path) => await ask(path, path)))
  await expect.poll(() => answered.length).toBeGreaterThanOrEqual(AT_ONCE.length)
  // What was made out of turn would be answered by then.
  for (let turns = 0; turns < 1_000; turns += 1) await nextTurn()
  expect(answered.toSorted()).toEqual(AT_ONCE.toSorted())
  expect(begun).toBe(PLACES)
  release.resolve()
  const statuses = await Promise.all([...first, ...rest])
  expect(statuses.filter((status) => status >= 500)).toEqual([])
})
