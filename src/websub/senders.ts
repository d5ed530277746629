import type { AddressLookup } from '../fetch/guard.ts'
import { createRequestRate } from '../fetch/request-rate.ts'
import { createSender, type Sender, type SenderSettings } from '../fetch/sender.ts'
import { siteOf } from '../lib/url.ts'
import type { ServiceSettings } from '../model/configuration.ts'

/** The senders of WebSub requests, by who supplied the address. */
export type Senders = {
  /** To callbacks that have not confirmed a subscription: few at a time. */
  readonly toNewCallbacks: () => Sender
  /** To subscribers that have confirmed a subscription. */
  readonly toSubscribers: () => Sender
  /** To the hubs of configured sources, of which thousands may share one: few at a time. */
  readonly toHubs: () => Sender
  /** Applies new settings: in-flight messages are aborted, and sent again under the new settings. */
  reconfigure(settings: ServiceSettings): Promise<void>
  close(): Promise<void>
}

export type SendersParts = Pick<SenderSettings, 'now' | 'elapsed'> & {
  readonly userAgent: (contact: string | null) => string
  /** Left out: the system's. */
  readonly lookup?: AddressLookup
}

/** Four requests a second to a site, to an address and on behalf of a topic's owner, whichever of the senders they come from. */
const GAP_MS = 250
const FEW = { concurrency: 2, gapMs: 0 }
const NORMALLY = { concurrency: 4, gapMs: 0 }
/** The longest deadline of a message. In that time a subscriber has to receive a feed, not to process it. */
const LONGEST_MS = 20_000

export const createSenders = (settings: ServiceSettings, parts: SendersParts): Senders => {
  let current = open(settings, parts)
  return {
    toNewCallbacks: () => current.toNewCallbacks,
    toSubscribers: () => current.toSubscribers,
    toHubs: () => current.toHubs,
    async reconfigure(next) {
      const before = current
      if (fingerprintOf(next, parts) === before.fingerprint) return
      current = open(next, parts)
      await before.close()
    },
    close: async () => await current.close(),
  }
}

const open = (settings: ServiceSettings, parts: SendersParts) => {
  const { now, elapsed } = parts
  const { callbacks, hubs } = senderSettings(settings, parts)
  const rate = createRequestRate({ gapMs: GAP_MS, elapsed, ...(parts.lookup === undefined ? {} : { lookup: parts.lookup }) })
  const common = { now, elapsed, hostOf: siteOf, rate }
  const toNewCallbacks = createSender({ ...callbacks, ...common, perHost: FEW })
  // Only the status counts: a subscriber that has accepted a feed must not get it again because its response's body was lost.
  const toSubscribers = createSender({ ...callbacks, ...common, perHost: NORMALLY, answerBytes: 0 })
  const toHubs = createSender({ ...hubs, ...common, perHost: FEW })
  return {
    fingerprint: fingerprintOf(settings, parts),
    toNewCallbacks,
    toSubscribers,
    toHubs,
    async close(): Promise<void> {
      await Promise.all([toNewCallbacks, toSubscribers, toHubs].map((sender) => sender.close()))
      rate.close()
    },
  }
}

/** Anyone can name a callback, so private addresses that are allowed for sources are not allowed for callbacks. */
const senderSettings = ({ fetch, websubAllowPrivate }: ServiceSettings, { userAgent }: SendersParts) => {
  const common = { userAgent: userAgent(fetch.contact), timeoutMs: Math.min(fetch.timeoutMs, LONGEST_MS) }
  return {
    callbacks: { ...common, allowPrivate: websubAllowPrivate },
    hubs: { ...common, allowPrivate: fetch.allowPrivate },
  }
}

const fingerprintOf = (settings: ServiceSettings, parts: SendersParts): string =>
  JSON.stringify(senderSettings(settings, parts))
