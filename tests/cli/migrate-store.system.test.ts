/** The command that moves a store: what it says, what it refuses, and what an interruption leaves. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { moveStore } from '../../src/store/moving/move-store.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import {
  BY_WORDS,
  type Finished,
  item,
  openWorkplace,
  pollOnce,
  rss,
  service,
  sourcesYaml,
  type Workplace,
} from './workplace.ts'

const ITEMS = Array.from({ length: 120 }, (_, at) => item(`${at}`, `A new marketplace opens in district ${at}`))

let host: FeedHost
let filled: Workplace
beforeAll(async () => {
  host = await startFeedHost()
  filled = openWorkplace()
  host.show('/a', rss(ITEMS))
  filled.write('polywire.yaml', `${BY_WORDS}${service([host.host])}`)
  filled.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  filled.write('feeds.yaml', 'feeds:\n  - { id: shops, title: { en: Shops }, filter: "topic:shops", private: true }\n')
  await pollOnce(filled)
})
afterAll(async () => {
  await filled.clear()
  await host.close()
})

let place: Workplace
let sqlite: string
let postgres: string
beforeEach(async () => {
  place = openWorkplace(filled)
  sqlite = `sqlite:${place.data}`
  postgres = await createDatabase(null)
})
afterEach(async () => await place.clear())

const migrate = async (from: string, to: string, ...flags: readonly string[]): Promise<Finished> =>
  await place.run(['migrate-store', from, to, ...flags])
const onPostgres = async (...args: readonly string[]): Promise<Finished> =>
  await place.run(args, { env: { POLYWIRE_DATABASE_URL: postgres } })
const script = async (sql: string): Promise<void> => {
  const connection = connectToPostgres({ url: postgres, readOnly: false })
  await connection.script(sql)
  await connection.close()
}
const withPassword = (url: string, password: string): string => {
  const address = new URL(url)
  address.password = password
  return address.href
}
const EXPLAIN = ['explain', '--json', 'https://desk.example/7']

describe('a move', () => {
  test('says what it moved, and the commands find it there and back again', async () => {
    const { out: before } = await place.run(EXPLAIN)
    const there = await migrate(sqlite, withPassword(postgres, 'geheim'))
    expect(there).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Moved 120 articles in \d+ rows to postgres:\/\/polywire@/),
    })
    expect(there.err).toMatch(/^moving tag: \d+ of \d+ rows$/m)
    expect(there.err).toMatch(/^comparing content: \d+ of \d+ rows$/m)
    expect(`${there.out}${there.err}`).not.toContain('geheim')
    expect((await onPostgres(...EXPLAIN)).out).toBe(before)

    const back = await migrate(postgres, `sqlite:${place.path('back')}`, '--json')
    expect(JSON.parse(back.out)).toMatchObject({
      to: `sqlite:${place.path('back')}`,
      rows: { article: 120, item: 120, source: 1 },
    })
    expect((await place.run(EXPLAIN, { env: { POLYWIRE_DATA: place.path('back') } })).out).toBe(before)
  })

  test('leaves the source as it is, and what it published is polled on from there', async () => {
    const bytes = readFileSync(join(place.data, 'polywire.sqlite'))
    await migrate(sqlite, postgres)
    expect(readFileSync(join(place.data, 'polywire.sqlite')).equals(bytes)).toBe(true)
    const polled = async (...flags: readonly string[]): Promise<unknown> =>
      JSON.parse((await onPostgres('once', '--json', ...flags)).out)
    expect(await polled()).toMatchObject({ polled: 0, counts: { articles: 120 } })
    expect(await polled('--all')).toMatchObject({ polled: 1, reports: [{ source: 'a', added: 0, revised: 0 }] })
  })

  test('brings a store of an older version up to date first', async () => {
    const folder = place.path('older')
    mkdirSync(folder)
    const file = join(folder, 'polywire.sqlite')
    writeFileSync(file, gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures/upgrade/schema-15.sqlite.gz'))))
    const { out } = await migrate(`sqlite:${folder}`, postgres, '--json')
    const db = new Database(file, { readonly: true })
    const { articles } = db.prepare<[], { articles: number }>('SELECT count(*) AS articles FROM article').get() ?? {
      articles: 0,
    }
    db.close()
    expect(articles).toBeGreaterThan(300)
    expect(JSON.parse(out)).toMatchObject({ rows: { article: articles, content: articles } })
  })

  test('shows a bar on a terminal', async () => {
    const typed = await place.run(['migrate-store', sqlite, postgres], { typed: '' })
    expect(typed.err).toMatch(/█+░* \d+\/\d+ moving content/)
    expect(typed.err).toMatch(/░*█+ \d+\/\d+ comparing note/)
  })

  test('brings the tokens of private feeds along', async () => {
    await place.run(['token', 'new', 'shops'])
    await migrate(sqlite, postgres)
    const target = place.path('back')
    await migrate(postgres, `sqlite:${target}`)
    const tokens = (folder: string): string => readFileSync(join(folder, 'feed-tokens.json'), 'utf8')
    expect(tokens(target)).toBe(tokens(place.data))
  })
})

describe('refused is', () => {
  test('a target that holds a store, on either engine', async () => {
    expect(await migrate(sqlite, postgres)).toMatchObject({ code: 0 })
    expect(await migrate(sqlite, postgres)).toMatchObject({ code: 1, err: expect.stringContaining('holds a store already') })
    expect(await migrate(postgres, sqlite)).toMatchObject({ code: 1, err: expect.stringContaining('holds a store already') })
    expect((await place.run(EXPLAIN)).code).toBe(0)
  })

  test('a move within an engine, and addresses that are none', async () => {
    for (const [from, to, said] of [
      [sqlite, 'sqlite:other', 'polywire backup'],
      [postgres, withPassword(postgres, 'geheim'), 'pg_dump'],
      [sqlite, 'mysql://me:geheim@host/db', 'TO: only sqlite:FOLDER and postgres://'],
      ['postgres://me:geheim@:db', sqlite, 'FROM: this is no address'],
    ] as const) {
      const ended = await migrate(from, to)
      expect(ended).toMatchObject({ code: 2, err: expect.stringContaining(said) })
      expect(`${ended.out}${ended.err}`).not.toContain('geheim')
    }
  })

  test('a source that is not there, without anything being made', async () => {
    expect(await migrate(`sqlite:${place.path('none')}`, postgres)).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no database'),
    })
    const away = await migrate('postgres://me:geheim@127.0.0.1:1/news', `sqlite:${place.path('new')}`)
    expect(away).toMatchObject({ code: 1, err: expect.stringContaining('it refuses connections') })
    expect(away.err).not.toContain('geheim')
    expect(existsSync(place.path('none'))).toBe(false)
    expect(existsSync(place.path('new'))).toBe(false)
  })

  test('a store that a service uses, as source and as target', async () => {
    await migrate(sqlite, postgres)
    const env = { POLYWIRE_LISTEN: '127.0.0.1:0' }
    const onSqlite = place.start(['serve'], { env })
    await onSqlite.line(/^Polywire is running/)
    const other = await createDatabase(null)
    expect(await migrate(sqlite, other)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is in use by another Polywire'),
    })
    const service = place.start(['serve'], { env: { ...env, POLYWIRE_DATABASE_URL: postgres, POLYWIRE_DATA: place.path('d') } })
    await service.line(/^Polywire is running/)
    const used = { code: 1, err: expect.stringContaining('Another Polywire works on this database') }
    expect(await migrate(postgres, `sqlite:${place.path('new')}`)).toMatchObject(used)
    expect(existsSync(place.path('new'))).toBe(false)
  })

  test('a store of a newer version, of none, and a user without rights', async () => {
    const db = new Database(join(place.data, 'polywire.sqlite'))
    db.pragma('user_version = 999')
    db.close()
    expect(await migrate(sqlite, postgres)).toMatchObject({
      code: 1,
      err: expect.stringContaining('newer Polywire (schema 999'),
    })
    mkdirSync(place.path('foreign'))
    writeFileSync(join(place.path('foreign'), 'polywire.sqlite'), 'no database of ours, but of some length'.repeat(99))
    expect(await migrate(`sqlite:${place.path('foreign')}`, postgres)).toMatchObject({ code: 1 })
    await script(`DROP ROLE IF EXISTS mover; CREATE ROLE mover LOGIN; REVOKE CREATE ON SCHEMA public FROM public`)
    const mover = new URL(postgres)
    mover.username = 'mover'
    const { data } = openedAgain()
    expect(await migrate(`sqlite:${data}`, mover.href)).toMatchObject({
      code: 1,
      err: expect.stringContaining('may not make tables'),
    })
  })
  const openedAgain = (): Workplace => filled
})

const SLOW = `
  CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
  CREATE TRIGGER slow BEFORE INSERT ON story FOR EACH ROW EXECUTE FUNCTION slow()`
const trigger = (action: string): string => `
  CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${action}; RETURN NEW; END $$;
  CREATE TRIGGER act BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION act()`
const UNDO = 'DROP FUNCTION act CASCADE'
/** Whoever reads the column `lead` waits until nobody has the lock 1. */
const WAITING_STORIES = `
  CREATE FUNCTION waiting(value bigint) RETURNS bigint STABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN value; END $$;
  ALTER TABLE story RENAME TO stored_story;
  CREATE VIEW story AS SELECT n, id, waiting(lead) AS lead, pinned, sort_at, published_at, updated_at FROM stored_story`
const STORIES = 'DROP VIEW story; ALTER TABLE stored_story RENAME TO story'

/** Resolves when a session is in a trigger that sleeps. */
const untilSleeps = async (): Promise<void> => {
  const connection = connectToPostgres({ url: postgres, readOnly: true })
  const waiting = async (): Promise<number> =>
    (await connection.all(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`))
      .length
  await expect.poll(waiting, { interval: 100 }).toBeGreaterThan(0)
  await connection.close()
}

describe('what was interrupted', () => {
  test('on PostgreSQL is refused by the service, and begun again', async () => {
    postgres = await createDatabase()
    await script(SLOW)
    const running = place.start(['migrate-store', sqlite, postgres])
    await untilSleeps()
    running.child.kill('SIGKILL')
    await running.ended
    for (const command of [['once'], EXPLAIN]) {
      const { code, err } = await onPostgres(...command)
      expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('This store is incomplete') })
      expect(err).toContain(`Run "polywire migrate-store ${sqlite} postgres://polywire@`)
    }
    expect(await migrate(postgres, `sqlite:${place.path('new')}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('This store is incomplete'),
    })
    await script('DROP FUNCTION slow CASCADE')
    expect(await migrate(sqlite, postgres)).toMatchObject({ code: 0 })
    expect((await onPostgres(...EXPLAIN)).code).toBe(0)
  })

  test('on SQLite is refused by the service, and begun again', async () => {
    await migrate(sqlite, postgres)
    const folder = place.path('back')
    const env = { POLYWIRE_DATA: folder }
    const state = async (): Promise<Finished> => await place.run(EXPLAIN, { env })
    await script(WAITING_STORIES)
    const held = connectToPostgres({ url: postgres, readOnly: false })
    await held.transaction(async ({ all }) => {
      await all('SET LOCAL idle_in_transaction_session_timeout = 0')
      await all('SELECT pg_advisory_xact_lock(1)')
      const running = place.start(['migrate-store', postgres, `sqlite:${folder}`])
      await running.line(/^moving tag: /)
      running.child.kill('SIGKILL')
      await running.ended
    })
    await held.close()
    await script(STORIES)
    expect(await state()).toMatchObject({ code: 1, err: expect.stringContaining('This store is incomplete') })
    expect(await place.run(['once'], { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('This store is incomplete'),
    })
    expect(await migrate(postgres, `sqlite:${folder}`)).toMatchObject({ code: 0 })
    expect((await state()).code).toBe(0)
  })

  test('by a full disk is told so, and begun again when there is room', async () => {
    postgres = await createDatabase()
    await script(trigger(`RAISE EXCEPTION 'no space' USING ERRCODE = '53100'`))
    expect(await migrate(sqlite, postgres)).toMatchObject({ code: 1, err: expect.stringContaining('its disk is full') })
    expect(await onPostgres('once')).toMatchObject({ code: 1, err: expect.stringContaining('This store is incomplete') })
    await script(UNDO)
    expect(await migrate(sqlite, postgres)).toMatchObject({ code: 0 })

    const folder = place.path('small')
    const small = { from: { url: postgres }, to: { folder, maxBytes: 480 * 1024 }, command: 'again', progress: () => {} }
    await expect(moveStore(small)).rejects.toThrow(/there is no room for/)
    expect(await place.run(['once'], { env: { POLYWIRE_DATA: folder } })).toMatchObject({
      code: 1,
      err: expect.stringContaining('Run "again" again'),
    })
    expect(await migrate(postgres, `sqlite:${folder}`)).toMatchObject({ code: 0 })
  })

  test('by a row that did not arrive as it was is told with its table, and stays marked', async () => {
    postgres = await createDatabase()
    await script(trigger(`IF NEW.n = 7 THEN NEW.last_seen := NEW.last_seen + 1; END IF`))
    const { code, err } = await migrate(sqlite, postgres)
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('The table item is not in the target what it is'),
    })
    expect(await onPostgres('once')).toMatchObject({ code: 1, err: expect.stringContaining('This store is incomplete') })
    await script(UNDO)
    expect(await migrate(sqlite, postgres)).toMatchObject({ code: 0 })
  })
})
