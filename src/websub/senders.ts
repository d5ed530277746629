import { createSender, type Sender, type SenderSettings } from '../fetch/sender.ts'
import { siteOf } from '../lib/url.ts'
import type { ServiceSettings } from '../model/configuration.ts'

/** The outbound requests of WebSub, by who supplied the address. */
export type Senders = {
  /** To callbacks that have not confirmed anything: few at a time, with a gap. */
  readonly toNewCallbacks: () => Sender
  /** To subscribers that have confirmed. */
  readonly toSubscribers: () => Sender
  /** To the hubs of configured sources, of which thousands may share one: few at a time, with a gap. */
  readonly toHubs: () => Sender
  /** Applies other settings: messages in flight are aborted, and sent again under the new ones. */
  reconfigure(settings: ServiceSettings): Promise<void>
  close(): Promise<void>
}

export type SendersParts = Pick<SenderSettings, 'now' | 'elapsed'> & {
  readonly userAgent: (contact: string | null) => string
}

const SLOWLY = { concurrency: 2, gapMs: 250 }
const NORMALLY = { concurrency: 4, gapMs: 0 }
/** A subscriber has to receive a feed in that time, not to process it. */
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
  const common = { now, elapsed, hostOf: siteOf }
  const toNewCallbacks = createSender({ ...callbacks, ...common, perHost: SLOWLY })
  // One that has taken a feed must not get all of it again because the rest of its answer is lost.
  const toSubscribers = createSender({ ...callbacks, ...common, perHost: NORMALLY, answerBytes: 0 })
  const toHubs = createSender({ ...hubs, ...common, perHost: SLOWLY })
  return {
    fingerprint: fingerprintOf(settings, parts),
    toNewCallbacks,
    toSubscribers,
    toHubs,
    close: async (): Promise<void> =>
      void (await Promise.all([toNewCallbacks, toSubscribers, toHubs].map((sender) => sender.close()))),
  }
}

/** Anybody can name a callback, so what is opened for fetching sources is not open to callbacks. */
const senderSettings = ({ fetch, websubAllowPrivate }: ServiceSettings, { userAgent }: SendersParts) => {
  const common = { userAgent: userAgent(fetch.contact), timeoutMs: Math.min(fetch.timeoutMs, LONGEST_MS) }
  return {
    callbacks: { ...common, allowPrivate: websubAllowPrivate },
    hubs: { ...common, allowPrivate: fetch.allowPrivate },
  }
}

const fingerprintOf = (settings: ServiceSettings, parts: SendersParts): string =>
  JSON.stringify(senderSettings(settings, parts))
