/** A data folder of every schema that was ever released, killed in the middle of its life, is taken over: nothing published changes. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import { systemClock } from '../../src/server/clock.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { NEWEST_VERSION } from '../../src/store/dialects/sqlite/migrations.ts'
import { openWorkplace, service, sourcesYaml } from '../cli/workplace.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { EVERYTHING } from '../store/samples.ts'
import { feedOf, lastingFacts, type RecordedVersion, SHARED_IDS, SOURCES, WORDS } from './recorded-versions.ts'
import { openAppAt } from './open-app-at.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/upgrade/versions')
const schemas = readdirSync(FOLDER).flatMap((name) => /^(\d\d)\.sqlite\.gz$/.exec(name)?.[1] ?? [])
const fixture = (name: string): Buffer => gunzipSync(readFileSync(join(FOLDER, name)))

/** Lacks a table that was added to step 1 within the hour. */
const UNFINISHED = '01'
/** Steps that no release ended with: each came together with the next one. */
const NEVER_LAST = new Set([10, 18, 21, 23, 24, 25, 26, 27])

test('each earlier schema has its fixture', () => {
  const earlier = Array.from({ length: NEWEST_VERSION - 1 }, (_, index) => index + 1)
  const found = new Set(schemas.map(Number))
  expect(earlier.filter((schema) => !found.has(schema) && !NEVER_LAST.has(schema))).toEqual([])
})

test('a database of the first hour is refused with words, and left untouched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-upgrade-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'polywire.sqlite')
  writeFileSync(file, fixture(`${UNFINISHED}.sqlite.gz`))
  const state = (): unknown => {
    const db = new Database(file, { readonly: true })
    const found = [db.pragma('user_version', { simple: true }), db.prepare('SELECT name, sql FROM sqlite_schema').all()]
    db.close()
    return found
  }
  const before = state()
  await expect(openSqlite({ folder })).rejects.toThrow(
    /cannot be brought up to date: .*lacks CREATE TABLE sort_block.* left untouched/,
  )
  expect(state()).toEqual(before)
})

test.each(schemas.filter((schema) => schema !== UNFINISHED))(
  'schema %s is taken over with all it had published',
  async (schema) => {
    const recorded = JSON.parse(fixture(`${schema}.json.gz`).toString()) as RecordedVersion
    const host = await startFeedHost()
    const place = openWorkplace()
    const moved = (text: string): string => text.replaceAll(recorded.host, host.host)
    for (const [name, text] of Object.entries(WORDS)) place.write(name, text)
    if (recorded.sharedIds) place.write('feeds.yaml', SHARED_IDS)
    place.write('polywire.yaml', service([host.host], 'stories: all\n'))
    place.write('sources.yaml', sourcesYaml(Object.fromEntries(SOURCES.map((id) => [id, `http://${host.host}/${id}`]))))
    for (const [source, text] of Object.entries(recorded.shown)) host.show(`/${source}`, text)
    mkdirSync(place.data, { recursive: true })
    const file = join(place.data, 'polywire.sqlite')
    writeFileSync(file, fixture(`${schema}.sqlite.gz`))
    const db = new Database(file)
    expect(db.pragma('user_version', { simple: true })).toBe(Number(schema))
    db.prepare('UPDATE source SET url = replace(url, ?, ?)').run(recorded.host, host.host)
    db.close()
    const open = async (now: number) =>
      await openAppAt(place, {
        clock: { ...systemClock, now: () => now },
      })
    let now = recorded.recordedAt + 1_000
    let app = await open(now)
    onTestFinished(async () => {
      await app.close()
      await place.clear()
      await host.close()
    })
    const facts = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.keys(recorded.feeds).map(async (path) => [path, lastingFacts(await feedOf(app, path, now))] as const),
        ),
      )
    const before = Object.fromEntries(Object.entries(recorded.feeds).map(([path, text]) => [path, lastingFacts(moved(text))]))
    for (const entries of Object.values(before)) {
      expect(entries).not.toEqual([])
      expect(entries.filter((facts) => !/^urn:uuid:\S+ https:\S+ \d+$/.test(facts))).toEqual([])
    }

    await app.grouped()
    expect(await facts()).toEqual(before)
    const articles = async () => (await app.store.articles({ filter: EVERYTHING, limit: 1_000, before: null })).rows
    expect((await articles()).map(({ id }) => id).toSorted()).toEqual(recorded.articles.toSorted())

    const reports = await app.scheduler.pollAll(SOURCES.map(sourceId))
    expect(reports.map(({ added, revised, failure }) => ({ added, revised, failure }))).toEqual(
      SOURCES.map(() => ({ added: 0, revised: 0, failure: null })),
    )
    await app.close()
    now += 60_000
    app = await open(now)
    await app.grouped()
    expect(await facts()).toEqual(before)
    expect((await articles()).length).toBe(recorded.articles.length)
  },
)
