/** WebSub both ways, put together: the hub for our feeds, the subscriber to sources, and what the web needs of them. */
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { App } from '../app.ts'
import type { PushedBody, PushedSource } from '../model/push.ts'
import { hideSecrets } from '../model/secrets.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { HubEvent } from '../websub/hub-parts.ts'
import { createHub } from '../websub/hub.ts'
import { createSubscriber, type Subscriber } from '../websub/subscriber.ts'
import type { SubscriberEvent } from '../websub/subscriber-parts.ts'
import type { PushEndpoints } from '../web/deps.ts'
import type { Clock } from './clock.ts'
import { type AskOurselves, feedContent } from './feed-content.ts'
import type { Metrics } from './metrics.ts'
import { pushPolicy } from './push-policy.ts'
import { createSenders, type Senders } from './senders.ts'

export type PushParts = {
  readonly app: App
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly ask: AskOurselves
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
}

export type Push = {
  readonly door: PushEndpoints
  /** To be told of every poll: something may have to be pushed, or may be pushed to us from now on. */
  polled(report: PollReport): void
  /** Every few seconds. */
  beat(): void
  /** Once the web answers, and whenever another configuration is in force. */
  follow(): Promise<void>
  close(): Promise<void>
}

const HOUR = 3_600_000
const HUB = '/websub/hub'
const CALLBACK = '/websub/callback'
/** Names the public address that hubs know. */
const ADDRESS_NOTE = 'push-address'

export const createPush = (parts: PushParts): Push => {
  const { app, publicUrl, clock } = parts
  const senders = createSenders(app.configuration().service.fetch, { now: clock.now, elapsed: clock.elapsed })
  const hub = hubOf(parts, senders)
  const subscriber = subscriberOf(parts, senders)
  const isHub = (): boolean => pushPolicy(app.configuration(), publicUrl).hub
  const beat = (): void => {
    if (isHub()) hub.poke()
    subscriber.poke()
  }
  return {
    door: {
      get hubUrl() {
        return isHub() ? publicUrl + HUB : null
      },
      hub: (form) => hub.request(form),
      verify: (id, query) => subscriber.verify(id, query),
      expects: (id) => subscriber.expects(id),
      receive: (id, body) => subscriber.receive(id, body),
      maxBytes: () => app.configuration().service.fetch.maxBytes,
    },
    polled(report) {
      if (report.added + report.revised + report.joined > 0 && isHub()) hub.poke()
      if (report.offer !== undefined) subscriber.offered(report.source, report.offer).catch(failedIn(parts))
    },
    beat,
    async follow() {
      const configuration = app.configuration()
      await senders.follow(configuration.service.fetch)
      await tellOfMove(parts, subscriber)
      await subscriber.allow(pushPolicy(configuration, publicUrl).sources)
      beat()
    },
    async close() {
      await Promise.all([hub.close(), subscriber.close()])
      await senders.close()
      await Promise.all([hub.rest(), subscriber.rest()])
    },
  }
}

/** Where nobody can reach us nobody pushes: sources that did are polled like others. */
export const forgetPush = async ({ store }: App, now: number): Promise<void> => {
  if (!store.health().writable) return
  for (const { id, source } of await store.push.pushedSources()) {
    await store.push.changePushedSource(id, () => null)
    await store.push.hasten(source, now)
  }
}

const tellOfMove = async ({ app: { store }, publicUrl }: PushParts, subscriber: Subscriber): Promise<void> => {
  const known = await store.note(ADDRESS_NOTE)
  if (known === publicUrl || !store.health().writable) return
  if (known !== null) await subscriber.moved()
  await store.setNote(ADDRESS_NOTE, publicUrl)
}

const token = (): string => randomBytes(24).toString('base64url')
const failedIn =
  ({ log }: PushParts) =>
  (error: unknown): void =>
    log.error({ event: 'push-broken', err: error }, 'push goes on in a few seconds')

const common = (parts: PushParts) => ({
  store: parts.app.store.push,
  isWritable: () => parts.app.store.health().writable,
  now: parts.clock.now,
  elapsed: parts.clock.elapsed,
  chance: parts.clock.chance,
  failed: failedIn(parts),
})

const hubOf = (parts: PushParts, senders: Senders) => {
  const { app, publicUrl, ask, clock, log, metrics } = parts
  return createHub({
    ...common(parts),
    publicUrl,
    hubUrl: publicUrl + HUB,
    content: (topic) => feedContent(ask, topic),
    // Filters may count back from now, by the hour.
    state: () => [app.store.edition(), app.configuration(), Math.floor(clock.now() / HOUR)],
    verify: senders.careful,
    deliver: senders.ready,
    challenge: token,
    reported({ kind, host, detail }: HubEvent) {
      metrics.hub(kind)
      const level = kind === 'delivered' ? 'debug' : kind === 'dropped' ? 'warn' : 'info'
      log[level]({ event: `push-${kind}`, ...(host === '' ? {} : { host }), ...(detail === undefined ? {} : { detail }) })
    },
  })
}

const subscriberOf = (parts: PushParts, senders: Senders): Subscriber => {
  const { app, publicUrl, log, metrics } = parts
  return createSubscriber({
    ...common(parts),
    callbackUrl: publicUrl + CALLBACK,
    sender: senders.ready,
    token,
    tell: (source, said) => hideSecrets(said, app.engine().sourceOf(source)?.secrets),
    async take({ source, topic }: PushedSource, { bytes, contentType }: PushedBody) {
      const report = await app.scheduler.push(source, { bytes, contentType, url: topic })
      if (report === null) return 'busy'
      return report.outcome === 'read' ? 'read' : 'unreadable'
    },
    reported({ kind, source, detail }: SubscriberEvent) {
      metrics.pushed(kind)
      const level = kind === 'failed' || kind === 'denied' || kind === 'forged' ? 'warn' : 'info'
      log[level]({ event: `source-push-${kind}`, source, ...(detail === undefined ? {} : { detail }) })
    },
  })
}
