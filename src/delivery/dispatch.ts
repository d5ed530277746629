/**
 * One attempt to deliver a message, and its outcome. A message is marked before it is sent, so that an attempt which ended with its process can be
 * recognised: a target that detects duplicates gets the message again under its id; for any other it is given up, since it may have arrived.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { backoffMs } from '../lib/backoff.ts'
import { DAY, HOUR } from '../lib/durations.ts'
import type { StoredDelivery } from '../model/alert.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { Instant } from '../model/ids.ts'
import { hideSecrets } from '../model/secrets.ts'
import type { Deliveries } from '../store/outbox/deliveries.ts'
import type { Channel } from './channels.ts'
import type { HourlyLimit, Turn } from './hourly-limit.ts'
import { endOfQuiet } from './quiet-hours.ts'
import type { SendResult } from './send-failure.ts'
import { knowsAgain } from './target-shapes.ts'

/** An event of a message. `host` alone identifies the target, since the rest of its address may contain a key. */
export type DeliveryEvent = {
  readonly kind: 'announced' | 'delivered' | 'failed' | 'dead' | 'dropped'
  /** Id of the alert, or `digest:ID`. */
  readonly alert: string
  readonly host?: string
  readonly detail?: string
}

export type DispatchParts = Pick<Clock, 'now' | 'chance'> & {
  readonly store: Deliveries
  /** Undefined: the message's alert or digest is no longer configured. */
  readonly channelOf: (delivery: StoredDelivery) => Channel | undefined
  readonly limit: HourlyLimit
  readonly reported: (event: DeliveryEvent) => void
}

const RETRY = { firstMs: 10_000, longestMs: HOUR }
/** A message that fails, or waits behind the hourly limit, for this long becomes a dead letter, since its news is old. */
const GIVE_UP_AFTER_MS = DAY
const LONGEST_WAIT_MS = 6 * HOUR

export const dispatch = async (parts: DispatchParts, delivery: StoredDelivery): Promise<void> => {
  // Yields, since requests would wait for thousands of messages that quiet hours or a limit postpone.
  await nextTurn()
  const { store, now, reported } = parts
  const { id, host, alert } = delivery
  const channel = parts.channelOf(delivery)
  if (channel === undefined) {
    await store.recordOutcome(id, { kind: 'dead', at: now(), problem: leftProblem(delivery) })
    return reported({ kind: 'dropped', alert, host })
  }
  const audible = endOfQuiet(now(), channel.quiet)
  if (audible > now()) return await store.postponeDelivery(id, audible)
  const turn = turnOf(parts, channel, delivery)
  if (turn.kind === 'wait') return await waitForLimit(parts, channel, delivery, turn.until)
  if (turn.kind === 'summary') return await summarise(parts, channel, delivery)
  if (!(await store.beginDelivery(id, now()))) return
  const result = await channel.send()
  if (result.kind === 'sent') {
    await store.recordOutcome(id, { kind: 'delivered' })
    reported({ kind: 'delivered', alert, host })
  } else await failed(parts, channel, delivery, result)
}

const turnOf = ({ limit, now }: DispatchParts, channel: Channel, delivery: StoredDelivery): Turn => {
  switch (channel.limit.kind) {
    case 'none':
      return { kind: 'now' }
    case 'stated':
      return limit.take(delivery.alert, channel.limit.hourly, now())
    case 'default':
      return limit.takeByDefault(recipientOf(delivery), now())
  }
}

/** An alert has one target, which only for mail is several recipients. */
const recipientOf = ({ alert, recipient }: StoredDelivery): string => JSON.stringify([alert, recipient])

/** Makes one message of all that wait for its recipient. It stays due, and is sent next. */
const summarise = async ({ store, limit }: DispatchParts, channel: Channel, delivery: StoredDelivery): Promise<void> => {
  try {
    if (channel.limit.kind !== 'default') return
    const waiting = await store.waitingBeside(delivery.id)
    const others = waiting.map(({ id }) => id).filter((id) => id !== delivery.id)
    if (others.length === 0 || others.length === waiting.length) return
    const notices = waiting.flatMap(({ notice }) => ('digest' in notice ? [] : [notice]))
    await store.replaceWaiting(delivery.id, channel.limit.summary(notices), others)
  } finally {
    limit.summarised(recipientOf(delivery))
  }
}

/** Postpones a message to the time that the limit allows, or gives it up after a day: otherwise messages would queue ever longer. */
const waitForLimit = async (
  { store, now, reported }: DispatchParts,
  { quiet, limit }: Channel,
  { id, alert, host, createdAt }: StoredDelivery,
  allowed: Instant,
): Promise<void> => {
  if (limit.kind !== 'stated' || now() - createdAt < GIVE_UP_AFTER_MS)
    return await store.postponeDelivery(id, endOfQuiet(allowed, quiet))
  const problem = `it waited for 24 hours behind the limit of ${limit.hourly} an hour: raise hourly, or narrow the filter`
  await store.recordOutcome(id, { kind: 'dead', at: now(), problem })
  reported({ kind: 'dead', alert, host, detail: problem })
}

const leftProblem = ({ notice }: StoredDelivery): string =>
  'digest' in notice ? 'the digest or this reader has left digests.yaml' : 'the alert or its target has left alerts.yaml'

const failed = async (
  { store, now, chance, reported }: DispatchParts,
  { quiet, secrets }: Channel,
  delivery: StoredDelivery,
  result: Exclude<SendResult, { readonly kind: 'sent' }>,
): Promise<void> => {
  const { id, host, alert } = delivery
  const problem = hideSecrets(result.problem, secrets)
  const failingSince = delivery.failingSince ?? now()
  if (result.kind === 'gone' || now() - failingSince >= GIVE_UP_AFTER_MS) {
    await store.recordOutcome(id, { kind: 'dead', at: now(), problem })
    return reported({ kind: 'dead', alert, host, detail: problem })
  }
  const wait = Math.max(backoffMs(delivery.failures + 1, chance(), RETRY), Math.min(result.retryAfterMs, LONGEST_WAIT_MS))
  await store.recordOutcome(id, { kind: 'retry', due: endOfQuiet(now() + wait, quiet), failingSince, problem })
  reported({ kind: 'failed', alert, host, detail: problem })
}

/**
 * Handles messages that another process was sending when it was killed, or when this one began to lead. Call before anything is sent. `isInFlight`:
 * whether this process is sending a message.
 */
export const takeUpInterrupted = async (
  { store, now, reported }: DispatchParts,
  isInFlight: (id: string) => boolean,
): Promise<void> => {
  for (const { id, alert, kind, host, failingSince } of await store.interruptedDeliveries()) {
    if (isInFlight(id)) continue
    const problem = 'the process ended while it was being sent'
    if (knowsAgain(kind)) {
      await store.recordOutcome(id, { kind: 'retry', due: now(), failingSince: failingSince ?? now(), problem })
      continue
    }
    const detail = `${problem}: it may have arrived, and is not sent twice`
    await store.recordOutcome(id, { kind: 'dead', at: now(), problem: detail })
    reported({ kind: 'dead', alert, host, detail })
  }
}
