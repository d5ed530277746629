/** Roles in processes of their own, on one PostgreSQL: what an operator and a reader see of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { item, openWorkplaceWithHost, rss, type Running, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'

let host: FeedHost
let place: Workplace
let env: Readonly<Record<string, string>>
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({ a: rss([item('1', 'A new marketplace opens')]) })
  ;({ host, place } = opened)
  env = {
    POLYWIRE_DATABASE_URL: await createDatabase(null),
    POLYWIRE_LISTEN: '127.0.0.1:0',
    POLYWIRE_PUBLIC_URL: 'https://wire.example',
    POLYWIRE_ADMIN_TOKEN: 'token',
  }
  return opened.close
})

type Started = Running & { readonly url: string }
const start = async (role: string): Promise<Started> => {
  const running = place.start(['serve', '--role', role], { env })
  const said = await running.line(/^Polywire is running at http/)
  return { ...running, url: /http:\S+(?= )/.exec(said)?.[0] ?? '' }
}
const get = async (
  { url }: Started,
  path: string,
): Promise<{ readonly status: number; readonly body: string; readonly etag: string | null }> => {
  const answer = await fetch(`${url}${path}`)
  return { status: answer.status, body: await answer.text(), etag: answer.headers.get('etag') }
}
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; !(await isSo()); waited += 1) {
    if (waited > 300) throw new Error('not within 30 s')
    await sleep(100)
  }
}
const poll = async ({ url }: Started, path: string) =>
  await fetch(`${url}${path}`, { method: 'POST', headers: { authorization: 'Bearer token' } })

test('what one process polls and another groups, two more serve with equal bytes; polls, reloads, tokens and regrouping reach whom they concern', async () => {
  const [ingest, jobs, one, other] = await Promise.all([start('ingest'), start('grouper,jobs'), start('web'), start('web')])
  const shows = async (web: Started, text: string): Promise<boolean> =>
    (await get(web, '/feeds/shops.atom')).body.includes(text)
  await until(async () => (await shows(one, 'A new marketplace opens')) && (await shows(other, 'A new marketplace opens')))
  expect(await get(one, '/feeds/shops.atom')).toEqual(await get(other, '/feeds/shops.atom'))
  expect([await get(ingest, '/feeds/shops.atom'), await get(jobs, '/')].map(({ status }) => status)).toEqual([404, 404])
  expect([await get(ingest, '/readyz'), await get(jobs, '/healthz')].map(({ status }) => status)).toEqual([200, 200])
  expect((await get(jobs, '/metrics')).body).toContain('polywire_processes{role="web"} 2')

  host.show('/a', rss([item('1', 'A new marketplace opens'), item('2', 'A second marketplace opens')]))
  const asked = await poll(one, '/api/v1/sources/a/poll?wait=1')
  expect([asked.status, await asked.json()]).toEqual([202, { accepted: ['a'] }])
  expect((await poll(other, '/api/v1/poll?wait=1')).status).toBe(202)
  await until(async () => (await shows(one, 'A second')) && (await shows(other, 'A second')))

  place.write('feeds.yaml', 'feeds:\n  - { id: inner, title: { en: Inner }, filter: "topic:shops", private: true }\n')
  await until(
    async () => (await get(one, '/feeds/shops.atom')).status === 404 && (await get(other, '/feeds/shops.atom')).status === 404,
  )
  const made = await place.run(['token', 'new', 'inner'], { env })
  const address = made.out.trim().replace('https://wire.example', '')
  expect([await get(one, address), await get(other, address)].map(({ status }) => status)).toEqual([200, 200])
  const [{ id }] = JSON.parse((await place.run(['token', 'list', '--json'], { env })).out) as [{ id: string }]
  expect(await place.run(['token', 'revoke', id], { env })).toMatchObject({ code: 0 })
  expect([await get(one, address), await get(other, address)].map(({ status }) => status)).toEqual([403, 403])

  expect(await place.run(['regroup'], { env })).toMatchObject({
    code: 0,
    out: expect.stringContaining('The running service regroups'),
  })
  await jobs.line(/"event":"regroup-done"/)
})

test('a schema that a newer version has widened serves the running processes and new ones: an upgrade stops nothing', async () => {
  const [ingest, web] = await Promise.all([start('ingest,grouper,jobs'), start('web')])
  await until(async () => (await get(web, '/feeds/shops.atom')).body.includes('A new marketplace opens'))
  const database = connectToPostgres({ url: env.POLYWIRE_DATABASE_URL ?? '', readOnly: false })
  // As upgrades change it: again where it was aborted, since a process at work held what it waited for.
  await database.longTransaction(
    async ({ script }) =>
      await script(`ALTER TABLE source ADD COLUMN later text; ALTER TABLE article ADD COLUMN later text DEFAULT 'x';
        UPDATE schema_range SET schema_max = schema_max + 1`),
  )
  await database.close()
  host.show('/a', rss([item('1', 'A new marketplace opens'), item('2', 'A second marketplace opens')]))
  expect((await poll(web, '/api/v1/sources/a/poll')).status).toBe(202)
  await until(async () => (await get(web, '/feeds/shops.atom')).body.includes('A second'))
  const late = await start('web')
  expect(await get(late, '/feeds/shops.atom')).toEqual(await get(web, '/feeds/shops.atom'))
  ingest.child.kill('SIGTERM')
  expect(await ingest.ended).toMatchObject({ code: 0 })
})

test('a role that does not exist, and several processes on SQLite, are refused', async () => {
  expect(await place.run(['serve', '--role', 'ingest,boss'], { env })).toMatchObject({
    code: 2,
    err: expect.stringContaining('"boss" is none of ingest, grouper, web, jobs'),
  })
  expect(await place.run(['serve', '--role', 'web'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })).toMatchObject({
    code: 2,
    err: expect.stringContaining('on PostgreSQL only'),
  })
})
