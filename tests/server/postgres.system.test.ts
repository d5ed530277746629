/** The service and the commands on PostgreSQL: their own processes, a real server, and a network that breaks. */
import { setTimeout } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { item, openWorkplaceWithHost, rss, type Workplace } from '../cli/workplace.ts'
import { proxyTo } from './database-proxy.ts'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { createDatabase } from '../store/postgres-databases.ts'

let place: Workplace
let env: { POLYWIRE_DATABASE_URL: string }
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({ a: rss([item('1', 'A new marketplace opens')]) })
  place = opened.place
  env = { POLYWIRE_DATABASE_URL: await createDatabase(null) }
  return opened.close
})

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; waited < 300 && !(await isSo()); waited += 1) await setTimeout(100)
}

test('commands find what one poll brought; copies are left to PostgreSQL’s own tools', async () => {
  expect(await place.run(['once'], { env })).toMatchObject({ code: 0 })
  const explained = await place.run(['explain', '--json', 'https://desk.example/1'], { env })
  const { article } = JSON.parse(explained.out) as { article: { id: string; title: string } }
  expect(article.title).toBe('A new marketplace opens')
  expect(await place.run(['regroup', '--json'], { env })).toMatchObject({
    code: 0,
    out: expect.stringContaining('"finished":true'),
  })
  expect(await place.run(['retag', '--again', '--json'], { env })).toMatchObject({ code: 0 })
  expect(await place.run(['backup', place.path('copy')], { env })).toMatchObject({
    code: 1,
    err: expect.stringContaining('pg_dump'),
  })
  expect(await place.run(['restore', place.path('copy')], { env })).toMatchObject({
    code: 1,
    err: expect.stringContaining('pg_restore'),
  })
})

test('a service whose database goes away says so, loses nothing, and goes on when it is back', async () => {
  const proxy = await proxyTo(env.POLYWIRE_DATABASE_URL)
  const password = 'the password'
  const through = new URL(proxy.url)
  through.password = encodeURIComponent(password)
  proxy.cut()
  const running = place.start(['serve'], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_DATABASE_URL: through.href },
  })
  await running.line(/"event":"database-waited-for"/)
  proxy.mend()
  const ready = await running.line(/^Polywire is running at http/)
  const url = /http:\S+/.exec(ready)?.[0] ?? ''
  await running.line(/"event":"polled","source":"a"/)
  const titles = async (): Promise<string> => await (await fetch(`${url}/feeds/shops.atom`)).text()
  await until(async () => (await titles()).includes('A new marketplace opens'))

  const second = await place.run(['once'], { env })
  expect(second).toMatchObject({ code: 1, err: expect.stringContaining('Another Polywire works on this database') })

  proxy.cut()
  expect((await fetch(`${url}/api/v1/stories`)).status).toBe(503)
  expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(503)
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/^polywire_ready 0$/m)
  expect(metrics).toMatch(/^polywire_lease_age_seconds \d/m)
  expect(metrics).not.toMatch(/^polywire_articles \d/m)
  await setTimeout(3_000)
  proxy.mend()
  await until(async () => (await fetch(`${url}/readyz`)).status === 200)
  await until(async () => (await fetch(`${url}/api/v1/stories`)).status === 200)
  expect(await titles()).toContain('A new marketplace opens')

  running.child.kill('SIGTERM')
  const { code, out, err } = await running.ended
  expect(code).toBe(0)
  expect(`${out}${err}`).not.toContain(encodeURIComponent(password))
  expect(`${out}${err}`).not.toContain(password)
  expect(out).not.toMatch(/"event":"(?:retry|request|error-page)-failed"/)
  proxy.close()
})

test('a service waits for a database that goes away in the middle of its start', async () => {
  env.POLYWIRE_DATABASE_URL = await createDatabase()
  const database = connectToPostgres({ url: env.POLYWIRE_DATABASE_URL, readOnly: false })
  // Whoever joins first loses its session.
  await database.script(`
    CREATE SEQUENCE joined;
    CREATE FUNCTION end_first() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()) WHERE nextval('joined') = 1; RETURN NEW; END $$;
    CREATE TRIGGER end_first BEFORE INSERT ON process FOR EACH ROW EXECUTE FUNCTION end_first()`)
  const running = place.start(['serve'], { env: { ...env, POLYWIRE_LISTEN: '127.0.0.1:0' } })
  await running.line(/"event":"database-waited-for"/)
  await running.line(/^Polywire is running at http/)
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
  await database.close()
})

test('a database that is not there, of another kind or named wrongly is named without its password', async () => {
  for (const [url, code, said] of [
    ['postgres://me:secret@127.0.0.1:1/news', 1, 'it refuses connections'],
    ['postgres://me:secret@:news', 2, 'POLYWIRE_DATABASE_URL'],
    [env.POLYWIRE_DATABASE_URL.replace(/\/t[^/]*$/, '/nothing'), 1, 'there is no database of that name'],
  ] as const) {
    const ended = await place.run(['once'], { env: { POLYWIRE_DATABASE_URL: url } })
    expect(ended).toMatchObject({ code, err: expect.stringContaining(said) })
    expect(`${ended.out}${ended.err}`).not.toContain('secret')
  }
})
