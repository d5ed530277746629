/** Alerts and digests over a real store, with a clock that the test sets, and targets on 127.0.0.1. */
import { onTestFinished } from 'vitest'
import { pino } from 'pino'
import { createDelivery, type DeliveryService } from '../../src/delivery/deliver-alerts.ts'
import type { MailSettings } from '../../src/delivery/mail.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import type { AlertDefinition } from '../../src/model/alert.ts'
import type { DigestDefinition } from '../../src/model/digest.ts'
import type { Filter } from '../../src/model/filter.ts'
import type { StoryId } from '../../src/model/ids.ts'
import type { AssignmentReason } from '../../src/model/story.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { digestWordsOf } from '../../src/web/digests/digest-locale.ts'
import { gapsSince } from '../../src/web/language-gaps.ts'
import { publishContextFor } from '../../src/web/feeds/written-feed.ts'
import { article, HOUR, NOON, publish, source } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'

export { alert, SECRET } from './alert-samples.ts'

const SOURCES = ['one', 'two', 'three', 'four', 'five'].map((id) => source(id))

export type Desk = {
  readonly store: Store
  readonly events: readonly { readonly event: string; readonly [name: string]: unknown }[]
  now: number
  filter: Filter
  /** As a filter of an alert or digest is parsed: the same for all, unless a test says otherwise. */
  readFilter: () => Promise<Filter | null>
  /** Of the configuration in force. */
  alerts: readonly AlertDefinition[]
  digests: readonly DigestDefinition[]
  allowPrivate: readonly string[]
  service: DeliveryService
  /** A report that starts a story; resolves to the story. */
  report(from: string, key: string, rest?: Parameters<typeof article>[1]): Promise<StoryId>
  /** A report that joins a story. */
  join(
    story: StoryId,
    from: string,
    key: string,
    rest?: Parameters<typeof article>[1],
    reasons?: readonly AssignmentReason[],
  ): Promise<void>
  /** Wakes the service, and waits until it has nothing left to do. */
  settle(): Promise<void>
  /** One more service over the same store, or that of another process. */
  open(store?: Store): DeliveryService
  /** Another service over the same store, as after a restart. */
  restart(): Promise<void>
}

type DeskOptions = {
  /** Already open. Left out: on SQLite. */
  readonly store?: Store
  readonly mail?: MailSettings | null
  readonly folder?: string
  readonly digests?: readonly DigestDefinition[]
  readonly now?: number
}

export const openDesk = async (
  alerts: readonly AlertDefinition[],
  { mail = null, folder = ':memory:', digests = [], now = NOON, ...options }: DeskOptions = {},
): Promise<Desk> => {
  const store = options.store ?? (await openSqlite({ folder, now: () => NOON }))
  await store.syncSources(SOURCES, NOON)
  const events: { event: string }[] = []
  let keys = 0
  const log = pino({ level: 'trace' }, { write: (line: string) => void events.push(JSON.parse(line) as { event: string }) })
  const configuration = (): Configuration => ({
    ...CONFIGURATION,
    sources: SOURCES,
    alerts: desk.alerts,
    digests: desk.digests,
    service: { ...CONFIGURATION.service, deliveryAllowPrivate: desk.allowPrivate },
  })
  const open = (of: Store = store): DeliveryService =>
    createDelivery({
      store: of,
      configuration,
      context: (language) =>
        publishContextFor({ configuration: configuration(), origin: 'https://news.example', hub: null }, language),
      digestWords: digestWordsOf,
      gaps: gapsSince(of, configuration),
      isPublic: true,
      term: () => 1,
      readFilter: async () => await desk.readFilter(),
      mail,
      userAgent: () => 'Polywire/1',
      now: () => desk.now,
      elapsed: () => performance.now(),
      chance: () => 0.5,
      token: () => `key-${(keys += 1)}`,
      log,
      metrics: { deliveryEvent: () => {}, digestEvent: () => {} },
    })
  const take = async (
    from: string,
    key: string,
    rest: Parameters<typeof article>[1],
    story: StoryId | null,
    reasons: readonly AssignmentReason[] = [],
  ) => {
    const read = article(key, { publishedAt: desk.now - HOUR, ...rest })
    const place = story === null ? {} : { place: () => ({ kind: 'joins', story, reasons }) as const }
    await publish(store, from, [read], { now: desk.now, ...place })
    const stored = await store.findArticle(`https://news.example/${key}`)
    if (stored === null) throw new Error(`${key} was not stored`)
    return stored.story
  }
  const desk: Desk = {
    store,
    events,
    now,
    filter: { kind: 'everything' },
    readFilter: async () => desk.filter,
    alerts,
    digests,
    allowPrivate: ['127.0.0.0/8'],
    service: undefined as unknown as DeliveryService,
    report: async (from, key, rest = {}) => await take(from, key, rest, null),
    join: async (story, from, key, rest = {}, reasons = []) => void (await take(from, key, rest, story, reasons)),
    async settle() {
      desk.service.wake()
      await desk.service.idle()
    },
    open,
    async restart() {
      await desk.service.close()
      desk.service = open()
      await desk.settle()
    },
  }
  desk.service = open()
  await desk.settle()
  onTestFinished(async () => {
    await desk.service.close()
    await store.close()
  })
  return desk
}
