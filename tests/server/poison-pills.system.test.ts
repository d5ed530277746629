/** A fleet on PostgreSQL meets sources that end, or freeze, every process that polls them. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { BY_WORDS, openWorkplace, type Running, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { addDatabase, type Cluster, startCluster } from '../store/postgres-cluster.ts'
import { type NewsWorld, startNewsWorld } from './news-world.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 })

let cluster: Cluster
let world: NewsWorld
let place: Workplace
beforeAll(async () => {
  cluster = await startCluster()
  world = await startNewsWorld({ sources: 60, hosts: 20 })
  place = openWorkplace()
  place.write('polywire.yaml', `${BY_WORDS}${service(world.hosts)}  every: 3s\n  min: 3s\n  max: 3s\nwebsub: false\n`)
})
afterAll(async () => {
  await place.clear()
  await world.close()
  await cluster.stop()
})

const POISON = pathToFileURL(join(import.meta.dirname, 'ends-processes.mjs')).href
const start = async (database: string): Promise<Running> => {
  const running = place.start(['serve', '--role', 'ingest'], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_DATABASE_URL: database, NODE_OPTIONS: `--import=${POISON}` },
  })
  await running.line(/^Polywire is running at http/)
  return running
}

/** How long each shard has had no owner who is alive, at most. */
const watchOwners = (database: PostgresConnection) => {
  const freeSince = new Map<number, number>()
  let longestMs = 0
  const look = async (): Promise<void> => {
    const free = await database.all<{ readonly n: number }>(FREE)
    const numbers = new Set(free.map(({ n }) => n))
    for (const n of freeSince.keys()) if (!numbers.has(n)) freeSince.delete(n)
    for (const n of numbers) {
      const since = freeSince.get(n) ?? performance.now()
      freeSince.set(n, since)
      longestMs = Math.max(longestMs, performance.now() - since)
    }
  }
  return { look, longestMs: () => longestMs }
}
/** A process that stands still has its lease until that ends, so it counts from its last renewal. */
const FREE = `
  SELECT n FROM shard WHERE owner IS NULL OR owner NOT IN (SELECT n FROM process WHERE until > clock_timestamp() + interval '5 s')`

test.each(['ends', 'stops'])(
  'a source that %s what polls it is quarantined after two, and all others go on',
  async (poison) => {
    const url = await addDatabase(cluster.url, poison)
    const database = connectToPostgres({ url, readOnly: false })
    const host = world.hosts[0] ?? ''
    place.write('sources.yaml', sourcesYaml({ ...world.sources, poison: `http://${host}/${poison}` }))
    const running = new Set<Running>()
    const add = async (): Promise<Running> => {
      const one = await start(url)
      running.add(one)
      return one
    }
    const fleet = await Promise.all([add(), add(), add(), add()])
    let isSettled = false
    const owners = watchOwners(database)
    const restarting = fleet.map(async (first) => {
      let ended = 0
      for (let one = first; ; ended += 1) {
        await one.ended
        if (isSettled) return ended
        one = await add()
      }
    })
    const state = async () =>
      await database.get<{ readonly crashes: number; readonly failure: string | null }>(
        `SELECT crashes, failure FROM source WHERE id = 'poison'`,
      )
    const begun = performance.now()
    while ((await state())?.failure?.includes('quarantined') !== true) {
      await owners.look()
      await sleep(250)
    }
    const quarantinedAt = performance.now()
    // Three more rounds: nobody polls it, everything else is polled.
    for (let round = 0; round < 3; round += 1) {
      const since = performance.now()
      while (Object.keys(world.sources).some((id) => (world.askedAt.get(id) ?? 0) < since)) {
        await owners.look()
        await sleep(250)
      }
    }
    isSettled = true
    for (const { child } of running) child.kill('SIGKILL')
    expect(await state()).toMatchObject({ crashes: 2 })
    expect((await database.all('SELECT 1 FROM source WHERE crashes > 0')).length).toBe(1)
    const ended = (await Promise.all(restarting)).reduce((sum, count) => sum + count, 0)
    process.stdout.write(
      `${poison}: quarantined after ${Math.round((quarantinedAt - begun) / 1_000)} s, ${ended} processes ended, a shard was without owner for ${Math.round(owners.longestMs() / 100) / 10} s at most\n`,
    )
    await database.close()
  },
)
