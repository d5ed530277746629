/**
 * Three processes that poll, two that group, two that serve, on one PostgreSQL, while everything that can break does: afterwards they have what one
 * process makes of the same log, byte for byte.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openWorkplace, type Running, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { kills } from '../kills.ts'
import { addDatabase, type Cluster, startCluster } from '../store/postgres-cluster.ts'
import { proxyTo } from './database-proxy.ts'
import { type NewsWorld, startNewsWorld } from './news-world.ts'

vi.setConfig({ testTimeout: 900_000, hookTimeout: 60_000 })

/** Usually one fault of each kind. */
const ALL = kills(0, 1) > 0
const SOURCES = 500
const FEEDS = ['/feeds/all.atom?limit=200', '/feeds/all.rss', '/feeds/all.json?group=story&limit=100', '/feeds/shops.atom']
const PUBLIC = { POLYWIRE_PUBLIC_URL: 'https://wire.example' }

let cluster: Cluster
let world: NewsWorld
let place: Workplace
beforeAll(async () => {
  cluster = await startCluster()
  world = await startNewsWorld({ sources: SOURCES, hosts: 50 })
  place = openWorkplace()
  place.write('polywire.yaml', `${service(world.hosts)}  every: 10s\n  min: 10s\n  max: 10s\nstories: all\nwebsub: false\n`)
  place.write('sources.yaml', sourcesYaml(world.sources))
})
afterAll(async () => {
  await place.clear()
  await world.close()
  await cluster.stop()
})

type Started = Running & { readonly url: string }
const start = async (roles: string, database: string): Promise<Started> => {
  const running = place.start(['serve', '--role', roles], {
    env: { ...PUBLIC, POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_DATABASE_URL: database, POLYWIRE_LOG_LEVEL: 'info' },
  })
  const said = await running.line(/^Polywire is running at http/)
  return { ...running, url: /http:\S+(?= )/.exec(said)?.[0] ?? '' }
}

const until = async (what: string, isSo: () => Promise<boolean>, longestMs = 180_000): Promise<number> => {
  const begun = performance.now()
  while (!(await isSo().catch(() => false))) {
    if (performance.now() - begun > longestMs) throw new Error(`${what}: not after ${longestMs / 1_000} s`)
    await sleep(100)
  }
  return (performance.now() - begun) / 1_000
}

/** All shards and roles are somebody's who is alive. */
const isWhole = async ({ get }: PostgresConnection): Promise<boolean> => {
  const free = await get<{ readonly n: number }>(`
    SELECT (SELECT count(*) FROM shard WHERE owner IS NULL OR owner NOT IN (SELECT n FROM process WHERE until > clock_timestamp()))
      + (SELECT count(*) FROM leader WHERE owner IS NULL OR owner NOT IN (SELECT n FROM process WHERE until > clock_timestamp())) AS n`)
  return free?.n === 0
}
/** Who has what, who waits for what, and what they said last: where a fault leaves something behind, this shows it. */
const stateOf = async ({ all }: PostgresConnection, running: readonly Started[]): Promise<string> => {
  const rows = await Promise.all([
    all('SELECT n, roles, until, clock_timestamp() AS now FROM process'),
    all('SELECT owner, count(*) FROM shard GROUP BY owner'),
    all('SELECT * FROM leader'),
    all('SELECT c.*, (SELECT max(seq) FROM article_log) AS newest, pg_current_snapshot()::text AS snapshot FROM counters c'),
    all(`SELECT pid, state, wait_event_type, wait_event, left(query, 80) AS query, now() - xact_start AS age FROM pg_stat_activity
      WHERE state <> 'idle' OR backend_xid IS NOT NULL OR backend_xmin IS NOT NULL`),
    all(`SELECT objid, mode, granted, pid FROM pg_locks WHERE locktype = 'advisory'`),
  ])
  for (const { child } of running) child.kill('SIGTERM')
  const said = await Promise.all(
    running.map(
      async ({ ended, child }) =>
        `${child.pid}: ${Object.values(await ended)
          .join('\n')
          .split('\n')
          .filter((line) => !/"polled"|poll-not-stored/.test(line))
          .slice(-15)
          .join('\n')}`,
    ),
  )
  return `${JSON.stringify(rows, null, 1)}\n${said.join('\n\n')}`
}
const leads = async (one: Started): Promise<boolean> =>
  /polywire_leads\{role="grouper"\} 1/.test(await (await fetch(`${one.url}/metrics`)).text())

test('whatever breaks, every article is stored once and grouped as one process would, and each source is polled again soon', async () => {
  const url = await addDatabase(cluster.url, 'chaos')
  const proxy = await proxyTo(url)
  const database = connectToPostgres({ url, readOnly: false })
  world.grow(40)
  const groupers = [await start('grouper,jobs', url), await start('grouper,jobs', url)]
  const ingest = [await start('ingest', url), await start('ingest', url), await start('ingest', proxy.url)]
  const webs = [await start('web', url), await start('web', proxy.url)]
  await until('everything has an owner', async () => await isWhole(database))
  const growing = setInterval(() => world.grow(2), 500)

  const reach = async (what: string, isSo: () => Promise<boolean>): Promise<number> =>
    await until(what, isSo).catch(async (error: unknown) => {
      throw new Error(await stateOf(database, [...groupers, ...ingest, ...webs]), { cause: error })
    })
  const table: { readonly fault: string; readonly seconds: number }[] = []
  const numbers = async (): Promise<readonly number[]> =>
    (await database.all<{ readonly n: number }>('SELECT n FROM process WHERE until > clock_timestamp()')).map(({ n }) => n)
  /** `ends`: how many leases end by it, before which nobody knows that their processes are gone. */
  const fault = async (name: string, ends: number, cause: () => Promise<void>): Promise<void> => {
    const before = await numbers()
    const begun = performance.now()
    await cause()
    await reach(`lease after ${name}`, async () => {
      const left = await numbers()
      return before.filter((n) => !left.includes(n)).length >= ends
    })
    await reach(`after ${name}`, async () => await isWhole(database))
    table.push({ fault: name, seconds: Math.round((performance.now() - begun) / 100) / 10 })
    await sleep(1_000)
  }
  const untilLeaseEnds = async (cause: () => void): Promise<void> => {
    const before = (await numbers()).length
    cause()
    await reach('the end of a lease', async () => (await numbers()).length < before)
  }
  const standStill = async (one: Started | undefined): Promise<void> => {
    await untilLeaseEnds(() => one?.child.kill('SIGSTOP'))
    one?.child.kill('SIGCONT')
  }
  const leaderIndex = async (): Promise<number> => ((await leads(groupers[0] as Started)) ? 0 : 1)
  const replace = async (list: Started[], index: number, roles: string): Promise<void> => {
    list[index] = await start(roles, url)
  }

  await fault('kill -9 of a process that polls', 1, async () => {
    ingest[0]?.child.kill('SIGKILL')
  })
  const killedAt = performance.now()
  await replace(ingest, 0, 'ingest')
  await reach('every source is asked again', async () => [...world.askedAt.values()].every((at) => at > killedAt))
  if (ALL) await fault('SIGSTOP of a process that polls, beyond its lease', 1, async () => await standStill(ingest[1]))
  if (ALL) {
    const killed = await leaderIndex()
    await fault('kill -9 of the grouper that leads', 1, async () => void groupers[killed]?.child.kill('SIGKILL'))
    await replace(groupers, killed, 'grouper,jobs')
  }
  await fault(
    'SIGSTOP of the grouper that leads, beyond its lease',
    1,
    async () => await standStill(groupers[await leaderIndex()]),
  )
  await fault('all sessions of the database ended', 0, async () => {
    await database
      .all(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      .catch(() => [])
  })
  await fault('restart of PostgreSQL', 0, async () => await cluster.restart())
  await fault('a network that is cut for 5 s', 0, async () => {
    proxy.cut()
    await sleep(5_000)
    proxy.mend()
  })
  // Each process may have its lease renewed on a connection that it opens, or lose it: both are right.
  await fault('a firewall that forgets its connections', 0, async () => proxy.stallOpen())
  await fault('a network that stands still beyond a lease', 0, async () => {
    await untilLeaseEnds(() => proxy.stall())
    proxy.mend()
  })
  if (ALL) {
    await fault('kill -9 of a process that serves', 1, async () => void webs[0]?.child.kill('SIGKILL'))
    await replace(webs, 0, 'web')
  }

  clearInterval(growing)
  const stored = async (): Promise<readonly string[]> =>
    (
      await database.all<{ readonly key: string }>(
        `SELECT s.id || ' ' || i.key AS key FROM item i JOIN source s ON s.n = i.source`,
      )
    ).map(({ key }) => key)
  await reach('everything is stored', async () => (await stored()).length >= world.articles().length)
  const [found, wanted] = [(await stored()).toSorted(), [...world.articles()].toSorted()]
  expect(found).toEqual(wanted)
  const undecided = async (of: PostgresConnection): Promise<boolean> =>
    (await of.get('SELECT 1 FROM article_log WHERE seq > (SELECT checkpoint FROM counters) LIMIT 1')) !== undefined
  await reach('everything is grouped', async () => !(await undecided(database)))
  // Who asks while a feed is made anew gets the edition before: they have come to the newest when two seconds of answers are alike.
  let served: Awaited<ReturnType<typeof feedsOf>>[] = []
  let alike = 0
  await reach('both serve the same feeds', async () => {
    const before = served
    served = await Promise.all(webs.map(async (web) => await feedsOf(web)))
    alike = isDeepStrictEqual(served[0], served[1]) && isDeepStrictEqual(before, served) ? alike + 1 : 0
    return alike >= 20
  })
  const memberships = await database.all(MEMBERSHIPS)
  for (const one of [...groupers, ...ingest, ...webs]) {
    one.child.kill('SIGTERM')
    await one.ended
  }
  await database.close()
  proxy.close()

  const replayed = await addDatabase(cluster.url, 'replayed', 'chaos')
  const again = connectToPostgres({ url: replayed, readOnly: false })
  await again.script(UNGROUP)
  const alone = await start('grouper,web', replayed)
  await until('one process has grouped the same log', async () => !(await undecided(again)))
  expect(await again.all(MEMBERSHIPS)).toEqual(memberships)
  const [bytes, ofOne] = [served[0] ?? [], await feedsOf(alone)]
  expect(ofOne.map(({ body }) => body)).toEqual(bytes.map(({ body }) => body))
  await again.close()
  const stories = new Set((memberships as readonly { readonly story: string }[]).map(({ story }) => story)).size
  const lines = table.map(({ fault: name, seconds }) => `${String(seconds).padStart(6)} s  ${name}`)
  process.stdout.write(
    `${world.articles().length} articles of ${SOURCES} sources in ${stories} stories; whole again after\n${lines.join('\n')}\n`,
  )
  expect(table.filter(({ seconds }) => seconds > 45)).toEqual([])
  expect(table.filter(({ fault: name, seconds }) => name.startsWith('kill') && seconds > 20)).toEqual([])
})

const feedsOf = async ({ url }: Started): Promise<readonly { readonly body: string; readonly etag: string | null }[]> =>
  await Promise.all(
    FEEDS.map(async (path) => {
      const answer = await fetch(`${url}${path}`)
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      return { body: await answer.text(), etag: answer.headers.get('etag') }
    }),
  )

const MEMBERSHIPS = `
  SELECT a.id, s.id AS story, l.id AS lead, same.id AS same_as, copy.id AS copy_of FROM article a LEFT JOIN story s ON s.n = a.story
  LEFT JOIN article l ON l.n = s.lead LEFT JOIN article same ON same.n = a.same_as LEFT JOIN article copy ON copy.n = a.copy_of ORDER BY a.id`

/** As if nothing of the log had been decided. */
const UNGROUP = `
  UPDATE article SET story = NULL, same_as = NULL, copy_of = NULL, also_in = NULL, tag_list = NULL;
  DELETE FROM story; DELETE FROM article_tag; DELETE FROM story_tag; DELETE FROM story_link; DELETE FROM story_tombstone;
  DELETE FROM assignment; DELETE FROM next_assignment; DELETE FROM features; DELETE FROM process; UPDATE shard SET owner = NULL;
  UPDATE leader SET owner = NULL;
  UPDATE counters SET edition = 0, edition_at = 0, articles = 0, copies = 0, stories = 0, checkpoint = 0, decided_article = 0, decided_item = 0`
