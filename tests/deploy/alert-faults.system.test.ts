/** The shipped alert rules, tried on what a fleet's `/metrics` say while real faults last; and what `/readyz` says meanwhile, role by role. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { load } from 'js-yaml'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { BY_WORDS, item, openWorkplace, type Running, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { evaluate, type Sample, samplesOf } from './evaluate-promql.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const { groups } = load(readFileSync(resolve(import.meta.dirname, '../../deploy/prometheus/alerts.yaml'), 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[]
}
/** Those that look at one scrape; the others take hours. */
const NOW = new Set(['PolywireDown', 'PolywireNotReady', 'PolywireNoLeader', 'PolywireLeaseOld', 'PolywireShardsFree'])
const rules = groups.flatMap((group) => group.rules).filter(({ alert }) => NOW.has(alert))

type Process = Running & { readonly url: string; readonly role: string }
let host: FeedHost
let place: Workplace
let url: string
let database: PostgresConnection
let fleet: readonly Process[]

const start = async (role: string): Promise<Process> => {
  const running = place.start(['serve', '--role', role], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_DATABASE_URL: url },
  })
  const said = await running.line(/^Polywire is running at http/)
  return { ...running, role, url: /http:\S+(?= )/.exec(said)?.[0] ?? '' }
}
beforeAll(async () => {
  host = await startFeedHost()
  host.show('/a', rss([item('1')]))
  place = openWorkplace()
  place.write('polywire.yaml', `${BY_WORDS}${service([host.host])}  every: 5s\n  min: 5s\n  max: 5s\nwebsub: false\n`)
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  url = await createDatabase()
  database = connectToPostgres({ url, readOnly: false })
  fleet = await Promise.all(['web', 'ingest', 'ingest', 'grouper', 'grouper', 'jobs'].map(start))
})
afterAll(async () => {
  for (const { child } of fleet) child.kill('SIGCONT')
  await place.clear()
  await database.close()
  await host.close()
})

const SCRAPE_MS = 3_000
const get = async (path: string, process: Process) =>
  await fetch(`${process.url}${path}`, { signal: AbortSignal.timeout(SCRAPE_MS) }).then(
    async (answer) => ({ status: answer.status, text: await answer.text() }),
    () => null,
  )
/** As Prometheus does: a process that does not answer is down, and has no other samples. */
const scrape = async (): Promise<readonly Sample[]> =>
  (
    await Promise.all(
      fleet.map(async (process, index) => {
        const answer = await get('/metrics', process)
        const added = { job: 'polywire', instance: `${process.role}${index}` }
        const up = { labels: { ...added, __name__: 'up' }, value: answer === null ? 0 : 1 }
        return [up, ...samplesOf(answer?.text ?? '', added)]
      }),
    )
  ).flat()
const firing = async (): Promise<readonly string[]> => {
  const samples = await scrape()
  return rules.filter(({ expr }) => evaluate(expr, samples).length > 0).map(({ alert }) => alert)
}
const readiness = async (role: string): Promise<{ readonly status: number; readonly reasons: string }> => {
  const process = fleet.find((one) => one.role === role)
  const answer = process === undefined ? null : await get('/readyz', process)
  const { reasons } = JSON.parse(answer?.text ?? '{"reasons":[]}') as { readonly reasons: readonly string[] }
  return { status: answer?.status ?? 0, reasons: reasons.join('; ') }
}
const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; !(await isSo()); waited += 1) {
    if (waited > 150) throw new Error(`${what}: not within two minutes; firing: ${(await firing()).join(', ')}`)
    await sleep(500)
  }
}
const ROLES = ['web', 'ingest', 'grouper', 'jobs']
const allIsWell = async (): Promise<void> => {
  await until('all is well', async () => {
    const said = await Promise.all(ROLES.map(readiness))
    return (await firing()).length === 0 && said.every(({ status }) => status === 200)
  })
}
const signal = (role: string, name: 'SIGSTOP' | 'SIGCONT'): void => {
  for (const { child } of fleet.filter((one) => one.role === role)) child.kill(name)
}

test('nothing fires while all is well', async () => {
  await expect(allIsWell()).resolves.toBeUndefined()
})

test('a full disk of the database: who must write is not ready and says so; who serves is', async () => {
  await database.script(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_source BEFORE UPDATE ON source FOR EACH ROW EXECUTE FUNCTION full_disk()`)
  await until('PolywireNotReady', async () => (await firing()).includes('PolywireNotReady'))
  await until('ingest says why', async () =>
    (await Promise.all(fleet.filter(({ role }) => role === 'ingest').map((one) => get('/readyz', one)))).some(
      (answer) => answer?.status === 503 && answer.text.includes('disk is full'),
    ),
  )
  expect((await readiness('web')).status).toBe(200)
  await database.script('DROP FUNCTION full_disk CASCADE')
  await allIsWell()
})

test('a database that takes no writes: all but those that serve are not ready; these say so too', async () => {
  const name = new URL(url).pathname.slice(1)
  const readOnly = async (is: 'on' | 'off'): Promise<void> => {
    await database.script(
      `SET default_transaction_read_only = off; ALTER DATABASE ${name} SET default_transaction_read_only = ${is}`,
    )
    await database
      .all(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
      .catch(() => [])
  }
  await readOnly('on')
  await until('PolywireNotReady', async () => (await firing()).includes('PolywireNotReady'))
  await until('all say so', async () =>
    (await Promise.all(ROLES.map(readiness))).every(({ reasons }) => reasons.includes('takes no writes')),
  )
  expect((await Promise.all(ROLES.map(readiness))).map(({ status }) => status)).toEqual([200, 503, 503, 503])
  await readOnly('off')
  await allIsWell()
})

test('all groupers and all that poll stand still: nobody leads, shards are free, and the process that serves serves', async () => {
  for (const role of STOPPED) signal(role, 'SIGSTOP')
  for (const alert of ['PolywireNoLeader', 'PolywireShardsFree'])
    await until(alert, async () => (await firing()).includes(alert))
  expect(await firing()).toContain('PolywireDown')
  // What they say of it once it has lasted a minute: tests/server/readiness.test.ts.
  for (const role of ['web', 'jobs']) expect((await readiness(role)).status).toBe(200)
  for (const role of STOPPED) signal(role, 'SIGCONT')
  await allIsWell()
})
const STOPPED = ['grouper', 'ingest']
