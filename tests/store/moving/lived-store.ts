/** A store that was really used: begun by an older version, then polled, corrected, subscribed to and broken off in a regroup. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { type App, openApp } from '../../../src/server.ts'
import { systemClock } from '../../../src/server/clock.ts'
import type { Delivery, Notice } from '../../../src/model/alert.ts'
import { sourceId, storyId } from '../../../src/model/ids.ts'
import type { PushedSource } from '../../../src/model/push.ts'
import { translationKey } from '../../../src/model/translation.ts'
import { createWeb } from '../../../src/web/web.ts'
import { webDeps } from '../../web/web-deps.ts'
import { openWorkplace, rss, type Workplace } from '../../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../../ingest/feed-host.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { append, article, DAY, EVERYTHING, HOUR, poll } from '../samples.ts'

type Recorded = {
  readonly recordedAt: number
  readonly host: string
  readonly configuration: Readonly<Record<string, string>>
  readonly shown: Readonly<Record<string, string>>
  readonly feeds: Readonly<Record<string, string>>
}
const fixture = (name: string): Buffer => gunzipSync(readFileSync(join(import.meta.dirname, '../../fixtures/upgrade', name)))
const recorded = JSON.parse(fixture('recorded.json.gz').toString()) as Recorded

/** Words that a search finds in `WORLD`, one for each way of cutting texts. */
export const WORDS = ['市場', '市场', 'ตลาด', 'السوق', 'marketplace', 'рынок', 'बाज़ार', '시장', 'LockerHub', '"新しい市場"']
const WORLD = [
  ['ja', '新しい市場が東京で開かれました', '新しい市場は小包の税について今日から説明を始めます。'],
  ['zh', '新的市场在上海开张', '新的市场将从今天开始解释包裹税，监管机构表示欢迎。'],
  ['th', 'ตลาดใหม่เปิดในกรุงเทพฯ', 'ตลาดใหม่เริ่มอธิบายภาษีพัสดุตั้งแต่วันนี้เป็นต้นไป'],
  ['ar', 'افتتاح السوق الجديد في القاهرة', 'يبدأ السوق الجديد اليوم شرح ضريبة الطرود للتجار والمشترين.'],
  ['hi', 'दिल्ली में नया बाज़ार खुला', 'नया बाज़ार आज से पार्सल कर समझाना शुरू करेगा।'],
  ['ko', '서울에 새 시장이 문을 열었다', '새 시장은 오늘부터 소포 세금을 설명하기 시작한다.'],
  ['ru', 'Новый рынок открылся в Москве', 'Новый рынок с сегодняшнего дня объясняет налог на посылки.'],
  ['en', 'A new marketplace opens in London', 'The new marketplace explains the tax on parcels from today.'],
] as const
const worldItem = ([language, title, text]: readonly [language: string, title: string, text: string]): string =>
  `<item><guid>${language}</guid><link>https://world.example/${language}</link><title>${title}</title><description>${text}</description></item>`

export type LivedStore = {
  readonly place: Workplace
  readonly now: number
  /** Opens the app on a store, with the same configuration at the same moment. */
  readonly open: (store: { readonly folder: string } | { readonly url: string }) => Promise<App>
  readonly host: FeedHost
  readonly clear: () => Promise<void>
}

export const createLivedStore = async (): Promise<LivedStore> => {
  const host = await startFeedHost()
  const place = openWorkplace()
  const now = recorded.recordedAt + HOUR
  const moved = (text: string): string => text.replaceAll(recorded.host, host.host)
  for (const [name, text] of Object.entries(recorded.configuration)) place.write(name, moved(text))
  place.write(
    'sources.yaml',
    `${moved(recorded.configuration['sources.yaml'] ?? '')}  - { id: world, name: World, url: "http://${host.host}/world" }\n  - { id: away, name: Away, url: "http://${host.host}/away" }\n`,
  )
  for (const [source, text] of Object.entries(recorded.shown)) host.show(`/${source}`, text)
  host.show('/world', rss(WORLD.map(worldItem)))
  mkdirSync(place.data, { recursive: true })
  const file = join(place.data, 'polywire.sqlite')
  writeFileSync(file, fixture('schema-15.sqlite.gz'))
  const db = new Database(file)
  db.prepare('UPDATE source SET url = replace(url, ?, ?)').run(recorded.host, host.host)
  db.close()
  const open: LivedStore['open'] = async (store) => {
    const app = await openApp({
      places: {
        configFolder: place.config,
        dataFolder: 'folder' in store ? store.folder : place.data,
        ...('url' in store ? { database: store.url } : {}),
      },
      env: {},
      clock: { ...systemClock, now: () => now },
      reported: () => {},
      failed: (_, error) => {
        throw error
      },
    })
    await app.grouped()
    return app
  }
  const app = await open({ folder: place.data })
  await live(app, place, host, now)
  await app.close()
  await appendLate(place.data, host, now)
  return {
    place,
    now,
    open,
    host,
    clear: async () => {
      await place.clear()
      await host.close()
    },
  }
}

const live = async (app: App, place: Workplace, host: FeedHost, now: number): Promise<void> => {
  const { store, scheduler } = app
  await scheduler.pollAll([...Object.keys(recorded.shown), 'world', 'away'].map(sourceId))
  // A publisher corrects a report, and another one takes it over word for word.
  const [, , , arabic] = WORLD
  host.show('/world', rss([worldItem(['ar', `${arabic[1]} اليوم`, arabic[2]]), ...WORLD.slice(4).map(worldItem)]))
  host.show('/port1', rss(WORLD.slice(7).map(worldItem)))
  await scheduler.pollAll(['world', 'port1'].map(sourceId))
  await app.grouped()
  // It writes something else then: its article is released.
  host.show(
    '/port1',
    rss([worldItem(['en', 'Harbour strike delays containers', 'Dockers in Antwerp stopped work on Monday.'])]),
  )
  await scheduler.pollAll([sourceId('port1')])
  await app.grouped()
  await joinTwoStories(app, place)
  // Their items stay as marks.
  await store.withdrawOld({ articles: now, untagged: now }, 3, now)
  await app.grouped()
  await subscribe(app, now)
  await announce(app, now)
  await publishIssue(app, now)
  await noteRights(app, now)
  await store.recordPoll(
    sourceId('away'),
    poll('away', {
      url: `http://${host.host}/away`,
      okAt: now - 3 * DAY,
      failures: 4,
      failure: { kind: 'refused', status: 500 },
      nextDue: now + HOUR,
      sitemaps: [{ url: `http://${host.host}/away/news.xml`, etag: '"é"', lastModified: null, bodyHash: 'f00d' }],
    }),
  )
  await store.watchSources(now)
  await store.subscriptions.replacePushedSource(null, PUSHED)
  await store.setNote('a note', 'of any kind, ünïcode: 市場')
  const broken = new AbortController()
  await app.rebuild({ since: 0, signal: broken.signal, progress: () => broken.abort() })
  // Logged, and not decided on by the time the store is closed.
  await store.appendOverride('another', 'note', now)
}

/** The process ends before the grouper has decided. */
const appendLate = async (folder: string, host: FeedHost, now: number): Promise<void> => {
  const store = await openSqlite({ folder, now: () => now })
  const title = 'A marketplace in London explains its tax on parcels'
  await append(store, 'away', [article('late', { title, text: `${title} today.`, publishedAt: now })], {
    now,
    poll: { url: `http://${host.host}/away`, nextDue: now + HOUR },
  })
  await store.close()
}

/** One of them ends: readers are told, and its address leads on. */
const joinTwoStories = async (app: App, place: Workplace): Promise<void> => {
  const { rows } = await app.store.stories({ filter: EVERYTHING, limit: 2, before: null })
  const stories = rows.map(({ story }) => story.id)
  place.write('corrections.yaml', `${recorded.configuration['corrections.yaml']}  - { join: [${stories.join(', ')}] }\n`)
  if (!(await app.reload())) throw new Error('the corrections have mistakes')
  await app.grouped()
}

const PUSHED: PushedSource = {
  id: 'Secret',
  source: sourceId('s1'),
  hub: 'https://hub.example/',
  topic: 'https://s1.example/feed',
  secret: 'hush',
  state: 'active',
  expiresAt: recorded.recordedAt + DAY,
  due: recorded.recordedAt + DAY,
  failures: 0,
  problem: null,
  pushes: 3,
  pushedAt: recorded.recordedAt,
  forged: 1,
}

const subscribe = async ({ store: { subscriptions } }: App, now: number): Promise<void> => {
  const limits = {
    perHost: { intents: 9, subscriptions: 9, topics: 9 },
    all: { intents: 9, subscriptions: 9, topics: 9 },
  }
  const wanted = (callback: string) => ({
    mode: 'subscribe' as const,
    callback,
    topic: 'https://news.example.org/feeds/all.atom',
    secret: 'hush',
    leaseMs: DAY,
  })
  await subscriptions.keepIntent(wanted('https://reader.example/é/1'), limits)
  for (const intent of await subscriptions.intents(9, []))
    await subscriptions.endIntent(intent, { sent: 'hash', expiresAt: now + DAY })
  await subscriptions.topicChanged('https://news.example.org/feeds/all.atom', 'other', now)
  await subscriptions.keepIntent(wanted('https://reader.example/2'), limits)
}

const publishIssue = async ({ store }: App, now: number): Promise<void> => {
  const issue = { digest: 'morning', due: now - DAY, since: now - 2 * DAY, madeAt: now, found: 3, items: [] }
  const readers = [{ recipient: 'ann@desk.example', token: 'a key' }]
  await store.digests.publishIssue({ issue, isSkipped: false, about: [storyId('s-told')], readers, deliveries: [] })
  await store.digests.publishIssue({ issue: { ...issue, due: now }, isSkipped: true, about: [], readers, deliveries: [] })
  await store.digests.endReader('a key', now)
}

const noteRights = async ({ store }: App, now: number): Promise<void> => {
  await store.takedowns.block(['host:gone.example'])
  const [logged] = await store.logged({ since: 0, limit: 1 })
  if (logged === undefined) throw new Error('nothing was logged')
  await store.takedowns.takeDown([{ number: logged.number, name: 'host:gone.example' }], now)
  await store.reservations.noteSiteRights('https://world.example', { rights: '{"robots":"ünïcode"}', readAt: now })
  await store.reservations.noteSourceSignals(sourceId('away'), [], now)
  await store.translations.keepTranslations(
    [{ key: translationKey('新的市场', 'en'), text: 'A new market', reason: null }],
    now,
  )
  await store.pages.notePages([
    { address: 'https://world.example/en', kind: 'read', text: 'The whole page – 小包', readAt: now },
    { address: 'https://world.example/ja', kind: 'given-up', reason: 'login', detail: '401', readAt: now },
  ])
}

const announce = async ({ store }: App, now: number): Promise<void> => {
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 1, before: null })
  const story = rows[0]?.story
  if (story === undefined) throw new Error('there is no story')
  const message = (id: string): Delivery => ({
    id,
    alert: 'parcels',
    story: story.id,
    kind: 'webhook',
    recipient: 'desk',
    host: 'hooks.example',
    notice: { headline: 'Parcels taxed – 小包' } as Notice,
    createdAt: now,
    due: now,
  })
  await store.deliveries.announce({
    alert: 'parcels',
    story: story.id,
    articles: story.articles.map(({ id }) => id),
    coverage: { sources: 5, languages: 2, origins: 1 },
    at: now,
    deliveries: [message('m1'), message('m2')],
  })
  await store.deliveries.recordOutcome('m1', { kind: 'dead', at: now, problem: 'gone' })
}

/** What readers and programs are shown, with its entity tag. */
export const shownBy = async (app: App, now: number): Promise<Readonly<Record<string, unknown>>> => {
  const web = createWeb(
    webDeps({ store: app.store, configuration: app.configuration, problems: app.problems, now: () => now }),
    () => performance.now(),
  )
  const shown: Record<string, unknown> = {}
  for (const path of await pathsOf(app)) {
    const response = await web.fetch(new Request(`https://news.example.org${path}`))
    shown[path] = { status: response.status, etag: response.headers.get('etag'), text: await response.text() }
  }
  return shown
}

const pathsOf = async ({ store }: App): Promise<readonly string[]> => {
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 400, before: null })
  const large = rows.map(({ story }) => story).filter(({ articles }) => articles.length > 1)
  return [
    ...Object.keys(recorded.feeds),
    '/feeds/health.atom',
    '/feeds/all.rss?group=article',
    '/sources',
    '/api/v1/stories?limit=100',
    '/api/v1/articles?limit=100',
    '/api/v1/stats',
    ...WORDS.flatMap((word) => {
      const q = encodeURIComponent(word)
      return [`/feeds/all.atom?q=${q}`, `/api/v1/stories?q=${q}`, `/?q=${q}`]
    }),
    ...large.slice(0, 10).flatMap(({ id }) => [`/stories/${id}`, `/api/v1/stories/${id}`]),
  ]
}
