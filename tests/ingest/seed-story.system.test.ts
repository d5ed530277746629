/** The whole road with the shipped topics, entities, places and words: six languages report one event. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, openApp } from '../../src/server.ts'
import type { StoredArticle } from '../../src/model/article.ts'
import { parseFilter } from '../../src/publish/filter/parse-filter.ts'
import { createVocabulary } from '../../src/publish/filter/filter-vocabulary.ts'
import { createWeb } from '../../src/web/web.ts'
import { webDeps } from '../web/web-deps.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'

const NOW = Date.UTC(2026, 10, 24, 8)
const FILES = { en: 'en.rss', 'zh-Hans': 'zh-Hans.atom', fr: 'fr.json', es: 'es.rss', ar: 'ar.atom', ru: 'ru.rdf' }
const folder = mkdtempSync(join(tmpdir(), 'polywire-seed-'))
const seed = resolve(import.meta.dirname, '../fixtures/seed')

let host: FeedHost
let app: App
let clock = NOW

beforeAll(async () => {
  host = await startFeedHost()
  const config = join(folder, 'config')
  cpSync(resolve(import.meta.dirname, '../../config'), config, { recursive: true })
  writeFileSync(
    join(config, 'polywire.yaml'),
    `fetch: { per_host: { concurrency: 6, gap: 0s }, allow_private: ["${host.host}"] }\nread: { workers: 1 }\n`,
  )
  const sources = Object.entries(FILES).map(([language, file]) => {
    host.show(`/${file}`, readFileSync(join(seed, file)), file.endsWith('.json') ? 'application/feed+json' : 'application/xml')
    return `  - { id: desk-${language.toLowerCase()}, name: Desk ${language}, url: "http://${host.host}/${file}" }`
  })
  writeFileSync(join(config, 'sources.yaml'), `sources:\n${sources.join('\n')}\n`)
  writeFileSync(
    join(config, 'feeds.yaml'),
    'feeds:\n  - id: cross-border\n    title: { en: Cross-border e-commerce }\n    filter: "topic:ec.cross-border"\n    group: article\n',
  )
  app = await openApp({
    places: { configFolder: config, dataFolder: join(folder, 'data') },
    env: {},
    clock: { now: () => clock, elapsed: () => performance.now(), chance: () => 0.5 },
    reported: () => {},
    failed: (_, error) => {
      throw error
    },
  })
})

afterAll(async () => {
  await app.close()
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

const web = () =>
  createWeb(webDeps({ store: app.store, configuration: app.configuration, problems: app.problems, now: () => clock }), () =>
    performance.now(),
  )
const get = async (path: string): Promise<string> =>
  await (await web().fetch(new Request(`https://news.example.org${path}`))).text()

const reports = async (): Promise<readonly StoredArticle[]> => {
  const { taxonomy, sources } = app.configuration()
  const parsed = parseFilter('topic:ec.cross-border', createVocabulary(taxonomy, sources, clock))
  if (!parsed.ok) throw new Error(parsed.message)
  return (await app.store.articles({ filter: parsed.filter, limit: 50, before: null })).rows
}

describe('one event in six languages and five formats', () => {
  test('every source is read', async () => {
    const done = await app.scheduler.pollAll(app.configuration().sources.map(({ id }) => id))
    await app.grouped()
    expect(done.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'read'))
    expect((await app.store.counts()).items).toBe(7)
  })

  test('each report has its language, topic, organisation and places; the metro has none of them', async () => {
    const found = await reports()
    expect(found.map(({ language }) => language).toSorted()).toEqual(Object.keys(FILES).toSorted())
    for (const { entities, places } of found) {
      expect(entities.map(({ id }) => id as string)).toContain('wic')
      expect(places.map(({ id }) => id as string)).toEqual(
        expect.arrayContaining(['CN-GD', 'CN-GD-guangzhou', 'CN-GD-shenzhen']),
      )
    }
  })

  test('the six are one story, each language joined on evidence; the metro is a story of its own', async () => {
    const found = await reports()
    expect(new Set(found.map(({ story }) => story)).size).toBe(1)
    expect((await app.store.counts()).stories).toBe(2)
    const decisions = await Promise.all(found.map(({ id }) => app.store.decision(id)))
    const linked = decisions.filter((decision) => decision?.reasons.some(({ kind }) => kind === 'link'))
    expect(linked).toHaveLength(5)
  })

  test('/feeds/cross-border.atom holds all six, each in its language', async () => {
    const feed = await get('/feeds/cross-border.atom')
    const languages = [...feed.matchAll(/<entry xml:lang="([^"]+)">/g)].map((match) => match[1] ?? '')
    expect(languages.toSorted()).toEqual(Object.keys(FILES).toSorted())
  })

  test('a second poll asks conditionally and changes not one byte of any feed', async () => {
    const paths = ['atom', 'rss', 'json'].map((format) => `/feeds/cross-border.${format}`)
    const before = await Promise.all(paths.map(get))
    clock += 3_600_000
    const asked = host.asked.length
    await app.scheduler.pollAll(app.configuration().sources.map(({ id }) => id))
    await app.grouped()
    expect(host.asked.slice(asked).map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 304))
    expect(await Promise.all(paths.map(get))).toEqual(before)
  })
})
