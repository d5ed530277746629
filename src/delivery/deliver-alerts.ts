/** Alerts and digests: finds what is to be told, and sends it. */
import type { Logger } from 'pino'
import { createSender, type Sender } from '../fetch/sender.ts'
import { createJobQueue, createWorkLoop } from '../fetch/work-loop.ts'
import type { Configuration } from '../model/configuration.ts'
import type { AlertDefinition, ReadAlert, StoredDelivery } from '../model/alert.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { DigestDefinition } from '../model/digest.ts'
import type { Filter } from '../model/filter.ts'
import type { LanguageTag } from '../model/ids.ts'
import type { DigestWords } from '../publish/digest/digest-words.ts'
import type { PublishContext } from '../publish/publish-context.ts'
import { LeaseLost, type Store } from '../store/ports/store.ts'
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
  /** Names, words and addresses of entries in a language. */
  readonly context: (language: LanguageTag) => PublishContext
  readonly digestWords: (definition: DigestDefinition) => DigestWords
  /** Our pages have an address that others reach. */
  readonly isPublic: boolean
  /** Which time this process leads in sending; null: another one sends. */
  readonly term: () => number | null
  /** Null: the filter can't be read any more. */
  readonly readFilter: (filter: string) => Promise<Filter | null>
  /** Null: the environment names no mail server. */
  readonly mail: MailSettings | null
  readonly userAgent: (contact: string | null) => string
  /** A key that nobody can guess. */
  readonly token: () => string
  readonly log: Logger
  readonly metrics: { deliveryEvent(kind: string): void; digestEvent(outcome: string): void }
}

export type DeliveryService = {
  /** To be called when stories have changed, and every few seconds. */
  wake(): void
  /** To be called after each reload of the configuration. */
  applyConfiguration(): void
  /** Resolves when nothing is under way or due. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** A target has to take a message in that time. */
const LONGEST_MS = 20_000
/** What is being sent when the service stops may end in that time. */
const GRACE_MS = 3_000
const ABORT_MS = 1_000

export const createDelivery = (parts: DeliveryParts): DeliveryService => {
  const { store, configuration, now, elapsed } = parts
  const senders = createAlertSenders(parts)
  const mailer = parts.mail === null ? null : createMailer(parts.mail)
  const dispatching = dispatchPartsOf(parts, { sender: senders.current, mailer })
  let takenUpIn: number | null = null
  const lookForDue = createDigestWatch(digestWatchOf(parts))
  const loop = createWorkLoop({
    work: whileLeading(async () => {
      const term = parts.term()
      if (term !== takenUpIn) await takeUpInterrupted(dispatching, (id) => queue.isInFlight(id))
      takenUpIn = term
      if (configuration().alerts.length > 0) await lookForNews(watchOf(parts))
      await lookForDue()
      await queue.start()
    }),
    mayWork: async () => parts.term() !== null && (await store.health()).writable,
    elapsed,
    failed: (err) => parts.log.error({ event: 'delivery-broken', err }, 'it is tried again in a few seconds'),
  })
  const queue = createJobQueue<StoredDelivery>({
    concurrency: 64,
    perHost: 2,
    keyOf: ({ id }) => id,
    hostOf: ({ host }) => host,
    next: async (limit, exceptHosts) => await store.deliveries.dueDeliveries(now(), limit, exceptHosts),
    run: async (delivery) => await loop.guard(whileLeading(async () => await dispatch(dispatching, delivery))),
    onEnd: () => loop.wake(),
  })
  return {
    wake: () => loop.wake(),
    applyConfiguration() {
      senders.reconfigure()
      loop.wake()
    },
    async idle() {
      do {
        await loop.idle()
        await queue.idle()
      } while (loop.isBusy())
    },
    async close() {
      const ended = Promise.all([loop.close(), queue.idle()])
      await endsWithin(ended, GRACE_MS)
      await senders.close()
      mailer?.close()
      // A mail server that hangs is not waited for: what is being sent is taken up at the next start.
      await endsWithin(ended, ABORT_MS)
    },
  }
}

/** What is left when another process has begun to lead is for that one to do. */
const whileLeading = (work: () => Promise<void>) => async (): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error
  }
}

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

const endsWithin = async (work: Promise<unknown>, ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
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

const watchOf = (parts: DeliveryParts) => {
  const { store, now, context, isPublic } = parts
  const reported = reporterOf(parts)
  return {
    store,
    alerts: async () => await readAlerts(parts),
    notice: (alert: AlertDefinition, match: Parameters<typeof noticeOf>[1]) =>
      noticeOf(alert, match, context(alert.language), isPublic),
    now,
    announced: (alert: string) => reported({ kind: 'announced', alert }),
  }
}

const digestWatchOf = (parts: DeliveryParts) => ({
  store: parts.store,
  digests: () => parts.configuration().digests,
  filterOf: async (definition: DigestDefinition) => (await readFilters(parts, 'digest', [definition]))[0]?.filter ?? null,
  context: parts.context,
  digestWords: parts.digestWords,
  now: parts.now,
  token: parts.token,
  issued(digest: string, outcome: 'issued' | 'empty', stories: number) {
    parts.metrics.digestEvent(outcome)
    parts.log.info({ event: 'digest-issued', digest, stories, outcome })
  },
})

const readAlerts = async (parts: DeliveryParts): Promise<readonly ReadAlert[]> =>
  await readFilters(parts, 'alert', parts.configuration().alerts)

/** The loader has checked the filters; one that a later change of the store made unreadable waits. */
const readFilters = async <Definition extends { readonly id: string; readonly filter: string }>(
  { readFilter, log }: DeliveryParts,
  kind: 'alert' | 'digest',
  definitions: readonly Definition[],
): Promise<readonly { readonly definition: Definition; readonly filter: Filter }[]> => {
  const read = await Promise.all(
    definitions.map(async (definition) => ({ definition, filter: await readFilter(definition.filter) })),
  )
  return read.flatMap(({ definition, filter }) => {
    if (filter !== null) return [{ definition, filter }]
    log.error({ event: 'alert-filter-unreadable', [kind]: definition.id }, 'run "polywire check"')
    return []
  })
}

/** To targets. The one of the settings before ends once what it is sending has ended. */
const createAlertSenders = ({ configuration, userAgent, now, elapsed }: DeliveryParts) => {
  const open = (): { readonly settings: string; readonly sender: Sender } => {
    const { fetch, deliveryAllowPrivate: allowPrivate } = configuration().service
    const timeoutMs = Math.min(fetch.timeoutMs, LONGEST_MS)
    // A target that has taken a message must not get it twice because the rest of its answer is lost.
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
