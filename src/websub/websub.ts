/** WebSub in both directions: the hub for our feeds, the subscriber to sources, and the endpoints that the web serves for them. */
import type { Logger } from 'pino'
import { nonPublicKind, plainAddress } from '../fetch/address-kind.ts'
import { HOUR } from '../lib/durations.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { PushedDocument, PushEndpoints, PushOffer } from '../model/push.ts'
import type { Store } from '../store/ports/store.ts'
import { createHub } from './hub/hub.ts'
import type { HubEvent } from './hub/hub-parts.ts'
import { type FetchOwnFeed, topicContent } from './hub/topics.ts'
import { createSenders, type Senders } from './senders.ts'
import { changePushedSource, type SubscriberEvent } from './subscriber/subscriber-parts.ts'
import { createSubscriber, type Subscriber } from './subscriber/subscriber.ts'

type WebSubStore = Pick<Store, 'subscriptions' | 'health' | 'note' | 'setNote' | 'edition'>

export type WebSubParts = Clock & {
  readonly store: WebSubStore
  readonly configuration: () => Configuration
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly fetchOwnFeed: FetchOwnFeed
  /** Reads a pushed document as a poll would; null: the source is being read, or the service is stopping. */
  readonly readPushed: (source: SourceId, document: PushedDocument) => Promise<{ readonly outcome: string } | null>
  readonly redact: (source: SourceId, text: string) => string
  readonly userAgent: (contact: string | null) => string
  /** An unguessable text, safe in an address. */
  readonly token: () => string
  readonly log: Logger
  /** False: another process sends requests; this one only responds to them. */
  readonly isLeading: () => boolean
  /** False: another process polls this source. */
  readonly isOurs: (source: SourceId) => Promise<boolean>
  readonly metrics: { hubEvent(kind: string): void; subscriberEvent(kind: string): void }
}

/** What WebSub needs to know of a poll. */
export type PolledSource = {
  readonly source: SourceId
  /** What the source offers; null: no push. Undefined: the response does not say. */
  readonly offer?: PushOffer | null
}

export type WebSub = {
  readonly endpoints: PushEndpoints
  /** To be called whenever our feeds have changed. */
  published(): void
  /** To be called after every poll: the source may offer push. */
  polled(report: PolledSource): void
  /** To be called every few seconds. */
  tick(): void
  /** To be called once the web server listens, and after each reload of the configuration. */
  applyConfiguration(): Promise<void>
  close(): Promise<void>
}

const HUB_PATH = '/websub/hub'
const CALLBACK_PATH = '/websub/callback'
/** The store's note with the public address that hubs know. */
const ADDRESS_NOTE = 'push-address'

export const createWebSub = (parts: WebSubParts): WebSub => {
  const { configuration, publicUrl } = parts
  const senders = createSenders(configuration().service, parts)
  const hub = hubOf(parts, senders)
  const subscriber = subscriberOf(parts, senders)
  const isHubOn = (): boolean => webSubPolicy(configuration(), publicUrl).hub
  const tick = (): void => {
    if (isHubOn()) hub.wake()
    subscriber.wake()
  }
  return {
    endpoints: {
      get hubUrl() {
        return isHubOn() ? publicUrl + HUB_PATH : null
      },
      hub: (form) => hub.request(form),
      verify: (id, query) => subscriber.verify(id, query),
      expects: (id) => subscriber.expects(id),
      receive: (id, body) => subscriber.receive(id, body),
      maxBytes: () => configuration().service.fetch.maxBytes,
    },
    published() {
      if (isHubOn()) hub.wake()
    },
    polled({ source, offer }) {
      if (offer !== undefined) subscriber.offered(source, offer).catch(failureLogger(parts))
    },
    tick,
    async applyConfiguration() {
      const current = configuration()
      await senders.reconfigure(current.service)
      await renewIfMoved(parts, subscriber)
      await subscriber.allow(webSubPolicy(current, publicUrl).sources)
      tick()
    },
    async close() {
      await Promise.all([hub.close(), subscriber.close()])
      await senders.close()
      await Promise.all([hub.idle(), subscriber.idle()])
    },
  }
}

/** Deletes all subscriptions and lets their sources be polled at once. For a service without a public address, to which no hub can push. */
export const dropSubscriptions = async (store: Pick<Store, 'subscriptions' | 'health'>, now: Instant): Promise<void> => {
  if (!(await store.health()).writable) return
  for (const { id, source } of await store.subscriptions.pushedSources()) {
    await changePushedSource(store.subscriptions, id, () => null)
    await store.subscriptions.hastenGently(source, now)
  }
}

/** Which directions are enabled, by the setting and the public address. */
export type WebSubPolicy = {
  readonly hub: boolean
  readonly sources: ReadonlySet<SourceId>
}

export const webSubPolicy = ({ service: { websub }, sources }: Configuration, publicUrl: string): WebSubPolicy => {
  const subscribes = websub === true || (websub === 'auto' && isPublicHttps(publicUrl))
  const allowed = subscribes ? sources.filter((source) => source.active && source.websub && source.page === null) : []
  return { hub: websub !== false, sources: new Set(allowed.map(({ id }) => id)) }
}

/** Is the public address https and not private? Decided by the address alone; names are not resolved. */
const isPublicHttps = (publicUrl: string): boolean => {
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol !== 'https:' || /(?:^|\.)localhost\.?$/.test(hostname)) return false
  const host = hostname.replaceAll(/[[\]]/g, '')
  return plainAddress(host) !== null ? nonPublicKind(host) === null : host.includes('.')
}

const renewIfMoved = async ({ store, publicUrl }: WebSubParts, subscriber: Subscriber): Promise<void> => {
  const before = await store.note(ADDRESS_NOTE)
  if (before === publicUrl || !(await store.health()).writable) return
  if (before !== null) await subscriber.moved()
  await store.setNote(ADDRESS_NOTE, publicUrl)
}

const failureLogger =
  ({ log }: WebSubParts) =>
  (error: unknown): void =>
    log.error({ event: 'websub-failed', err: error }, 'it is tried again in a few seconds')

const commonParts = (parts: WebSubParts) => ({
  store: parts.store.subscriptions,
  isWritable: async () => (await parts.store.health()).writable,
  mayWork: async () => parts.isLeading() && (await parts.store.health()).writable,
  now: parts.now,
  elapsed: parts.elapsed,
  chance: parts.chance,
  failed: failureLogger(parts),
})

const hubOf = (parts: WebSubParts, senders: Senders) => {
  const { store, configuration, publicUrl, fetchOwnFeed, now, token, log, metrics } = parts
  return createHub({
    ...commonParts(parts),
    publicUrl,
    hubUrl: publicUrl + HUB_PATH,
    content: (topic) => topicContent(fetchOwnFeed, topic),
    // Filters such as after:7d depend on the time, so feeds are checked every hour.
    version: async () => [(await store.edition()).number, configuration(), Math.floor(now() / HOUR)],
    verifier: senders.toNewCallbacks,
    distributor: senders.toSubscribers,
    challenge: token,
    reported({ kind, host, detail }: HubEvent) {
      metrics.hubEvent(kind)
      const level = kind === 'delivered' ? 'debug' : kind === 'dropped' ? 'warn' : 'info'
      log[level]({ event: `hub-${kind}`, ...(host === '' ? {} : { host }), ...(detail === undefined ? {} : { detail }) })
    },
  })
}

const WARNINGS: ReadonlySet<SubscriberEvent['kind']> = new Set(['request-failed', 'denied', 'signature-invalid'])

const subscriberOf = (parts: WebSubParts, senders: Senders): Subscriber => {
  const { publicUrl, readPushed, redact, token, log, metrics } = parts
  return createSubscriber({
    ...commonParts(parts),
    callbackUrl: publicUrl + CALLBACK_PATH,
    sender: senders.toHubs,
    token,
    redact,
    async read({ source, topic }, { bytes, contentType }) {
      if (!(await parts.isOurs(source))) return 'elsewhere'
      const report = await readPushed(source, { bytes, contentType, url: topic })
      if (report === null) return 'busy'
      return report.outcome === 'read' ? 'read' : 'unreadable'
    },
    reported({ kind, source, detail }: SubscriberEvent) {
      metrics.subscriberEvent(kind)
      const level = WARNINGS.has(kind) ? 'warn' : 'info'
      log[level]({ event: `subscriber-${kind}`, source, ...(detail === undefined ? {} : { detail }) })
    },
  })
}
