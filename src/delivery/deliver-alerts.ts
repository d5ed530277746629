/** Alerts and digests: creates the messages that are due, and sends them. */
import type { ComposeParts } from './compose-issue.ts'
import type { Logger } from 'pino'
import { createSender, type Sender } from '../fetch/sender.ts'
import { createConsumer } from '../log/consumer.ts'
import { createDueQueue } from '../log/due-queue.ts'
import { within } from '../lib/concurrency.ts'
import type { Configuration } from '../model/configuration.ts'
import type { AlertDefinition, StoredDelivery } from '../model/alert.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { DigestDefinition } from '../model/digest.ts'
import { type Filter, withoutAffairs } from '../model/filter.ts'
import type { LanguageTag } from '../model/ids.ts'
import type { DigestWords } from '../publish/digest/digest-words.ts'
import type { PublishContext } from '../publish/publish-context.ts'
import type { Store } from '../store/ports/store.ts'
import { type AlertStore, lookForNews } from './alert-watch.ts'
import { channelOf } from './channels.ts'
import { createDigestWatch, type DigestStore } from './digest-watch.ts'
import { dispatch, type DeliveryEvent, type DispatchParts, takeUpInterrupted } from './dispatch.ts'
import { createHourlyLimit } from './hourly-limit.ts'
import { createMailer, type MailSettings } from './mail.ts'
import { noticeOf } from './notice.ts'
import type { WaysOut } from './send-message.ts'

export type DeliveryParts = Clock & {
  readonly store: AlertStore & DigestStore & Pick<Store, 'health'>
  readonly configuration: () => Configuration
  readonly context: (language: LanguageTag) => PublishContext
  readonly digestWords: (definition: DigestDefinition) => DigestWords
  readonly gaps: ComposeParts['gaps']
  /** True: our pages have a public address. */
  readonly isPublic: boolean
  /** A number that rises each time this process begins to lead in the role `jobs`; null: another process sends. */
  readonly term: () => number | null
  /** Parses a filter; null: it is no longer valid. */
  readonly readFilter: (filter: string) => Promise<Filter | null>
  /** Null: the environment names no mail server. */
  readonly mail: MailSettings | null
  readonly userAgent: (contact: string | null) => string
  /** Creates an unguessable token. */
  readonly token: () => string
  readonly log: Logger
  readonly metrics: { deliveryEvent(kind: string): void; digestEvent(outcome: string): void }
}

export type DeliveryService = {
  /** Call when stories have changed, and every few seconds. */
  wake(): void
  /** Call after each reload of the configuration. */
  applyConfiguration(): void
  /** Resolves when nothing is in flight or due. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** The longest time in which a target must accept a message. */
const LONGEST_MS = 20_000
/** How long messages in flight may take to end when the service stops. */
const GRACE_MS = 3_000
const ABORT_MS = 1_000

export const createDelivery = (parts: DeliveryParts): DeliveryService => {
  const senders = createAlertSenders(parts)
  const mailer = parts.mail === null ? null : createMailer(parts.mail)
  // Two loops, since hundreds of alerts take seconds to check: messages must neither wait for that nor, when they have been sent, cause it.
  const sending = createSending(parts, { sender: senders.current, mailer })
  const watching = createWatching(parts, () => sending.wake())
  const wake = (): void => {
    watching.wake()
    sending.wake()
  }
  return {
    wake,
    applyConfiguration() {
      senders.reconfigure()
      wake()
    },
    async idle() {
      do {
        await watching.idle()
        await sending.idle()
      } while (watching.isBusy() || sending.isBusy())
    },
    async close() {
      const ended = Promise.all([watching.close(), sending.close()])
      await within(GRACE_MS, ended)
      await senders.close()
      mailer?.close()
      // Messages in flight are handled as interrupted at the next start.
      await within(ABORT_MS, ended)
    },
  }
}

/** Creates the messages that are due. `created` is called when some may have been. */
const createWatching = (parts: DeliveryParts, created: () => void) => {
  const watch = watchOf(parts, created)
  const lookForDue = createDigestWatch(digestWatchOf(parts))
  return createLoop(parts, async () => {
    if (parts.configuration().alerts.length > 0) await lookForNews(watch)
    await lookForDue()
    created()
  })
}

const createSending = (parts: DeliveryParts, ways: WaysOut) => {
  const { store, now, term } = parts
  const dispatching = dispatchPartsOf(parts, ways)
  let takenUpIn: number | null = null
  const loop = createLoop(parts, async () => {
    const current = term()
    if (current !== takenUpIn) await takeUpInterrupted(dispatching, (id) => queue.isInFlight(id))
    takenUpIn = current
    await queue.start()
  })
  const queue = createDueQueue<StoredDelivery>({
    concurrency: 64,
    perHost: 2,
    keyOf: ({ id }) => id,
    hostOf: ({ host }) => host,
    next: async (limit, exceptHosts) => await store.deliveries.dueDeliveries(now(), limit, exceptHosts),
    run: async (delivery) => await loop.guard(async () => await dispatch(dispatching, delivery)),
    onEnd: () => loop.wake(),
  })
  return {
    wake: () => loop.wake(),
    isBusy: () => loop.isBusy(),
    async idle() {
      await loop.idle()
      await queue.idle()
    },
    close: async () => void (await Promise.all([loop.close(), queue.idle()])),
  }
}

const createLoop = ({ store, term, elapsed, log }: DeliveryParts, work: () => Promise<void>) =>
  createConsumer({
    work,
    mayWork: async () => term() !== null && (await store.health()).writable,
    elapsed,
    failed: (err) => log.error({ event: 'delivery-broken', err }, 'it is tried again in a few seconds'),
  })

const dispatchPartsOf = (parts: DeliveryParts, ways: WaysOut): DispatchParts => {
  const { store, now, chance } = parts
  return {
    store: store.deliveries,
    limit: createHourlyLimit(),
    channelOf: (delivery) => channelOf(parts, ways, delivery),
    now,
    chance,
    reported: reporterOf(parts),
  }
}

const reporterOf =
  ({ log, metrics }: DeliveryParts) =>
  ({ kind, alert, host, detail }: DeliveryEvent): void => {
    metrics.deliveryEvent(kind)
    const level = kind === 'dead' ? 'warn' : 'info'
    log[level]({
      event: `alert-${kind}`,
      alert,
      ...(host === undefined ? {} : { host }),
      ...(detail === undefined ? {} : { detail }),
    })
  }

const watchOf = (parts: DeliveryParts, announced: () => void) => {
  const { store, configuration, now, context, isPublic } = parts
  const reported = reporterOf(parts)
  return {
    store,
    alerts: () => configuration().alerts,
    filterOf: async (definition: AlertDefinition) => await filterOf(parts, 'alert', definition),
    owners: () => context('en').sources,
    notice: (alert: AlertDefinition, match: Parameters<typeof noticeOf>[1]) =>
      noticeOf(alert, match, context(alert.language), isPublic),
    now,
    announced(alert: string) {
      reported({ kind: 'announced', alert })
      announced()
    },
  }
}

const digestWatchOf = (parts: DeliveryParts) => ({
  store: parts.store,
  digests: () => parts.configuration().digests,
  filterOf: async (definition: DigestDefinition) => await filterOf(parts, 'digest', definition),
  context: parts.context,
  digestWords: parts.digestWords,
  gaps: parts.gaps,
  now: parts.now,
  token: parts.token,
  issued(digest: string, outcome: 'issued' | 'empty', stories: number) {
    parts.metrics.digestEvent(outcome)
    parts.log.info({ event: 'digest-issued', digest, stories, outcome })
  },
})

/** Parses a filter, which the loader has checked; null: a later change of the store has made it invalid, which is logged. */
const filterOf = async (
  { readFilter, log }: DeliveryParts,
  kind: 'alert' | 'digest',
  { id, filter, mute }: Pick<AlertDefinition, 'id' | 'filter' | 'mute'>,
): Promise<Filter | null> => {
  const read = await readFilter(filter)
  if (read !== null) return withoutAffairs(read, mute)
  log.error({ event: 'alert-filter-unreadable', [kind]: id }, 'run "polywire check"')
  return null
}

/** The sender to targets. After a change of settings, the one before is closed when its messages in flight must have ended. */
const createAlertSenders = ({ configuration, userAgent, now, elapsed }: DeliveryParts) => {
  const open = (): { readonly settings: string; readonly sender: Sender } => {
    const { fetch, deliveryAllowPrivate: allowPrivate } = configuration().service
    const timeoutMs = Math.min(fetch.timeoutMs, LONGEST_MS)
    // No byte of the answer is needed: a target that has accepted a message must not get it again because its answer breaks off.
    const settings = { userAgent: userAgent(fetch.contact), timeoutMs, allowPrivate, answerBytes: 0 }
    const perHost = { concurrency: 2, gapMs: 0 }
    return { settings: JSON.stringify(settings), sender: createSender({ ...settings, perHost, now, elapsed }) }
  }
  let current = open()
  const former = new Set<Sender>()
  return {
    current: () => current.sender,
    reconfigure(): void {
      const next = open()
      const replaced = next.settings === current.settings ? next.sender : current.sender
      if (replaced === current.sender) {
        former.add(current.sender)
        current = next
        const end = setTimeout(() => {
          former.delete(replaced)
          void replaced.close()
        }, LONGEST_MS * 2)
        end.unref()
      } else void replaced.close()
    },
    close: async (): Promise<void> => void (await Promise.all([...former, current.sender].map((sender) => sender.close()))),
  }
}
