import { createSender, type Sender, type SenderSettings } from '../fetch/sender.ts'
import type { ServiceSettings } from '../model/configuration.ts'
import { userAgentFor } from './version.ts'

/** What goes out for push. */
export type Senders = {
  /** To places that nobody has confirmed yet: few at a time, and not quickly. */
  readonly careful: () => Sender
  /** To hubs, and to subscribers that have confirmed. */
  readonly ready: () => Sender
  /** Other settings are in force: what is under way by the old ones is broken off, and tried again by the new. */
  follow(settings: ServiceSettings['fetch']): Promise<void>
  close(): Promise<void>
}

const CAREFUL = { concurrency: 2, gapMs: 250 }
const READY = { concurrency: 4, gapMs: 0 }
/** A subscriber has to take a feed, not to work through it. */
const LONGEST_MS = 20_000

export const createSenders = (settings: ServiceSettings['fetch'], clock: Pick<SenderSettings, 'now' | 'elapsed'>): Senders => {
  const open = ({ allowPrivate, timeoutMs, contact }: ServiceSettings['fetch']) => {
    const common = { userAgent: userAgentFor(contact), allowPrivate, timeoutMs: Math.min(timeoutMs, LONGEST_MS) }
    return {
      mark: JSON.stringify(common),
      careful: createSender({ ...common, ...clock, perHost: CAREFUL }),
      ready: createSender({ ...common, ...clock, perHost: READY }),
      close(): Promise<unknown> {
        return Promise.all([this.careful.close(), this.ready.close()])
      },
    }
  }
  let held = open(settings)
  return {
    careful: () => held.careful,
    ready: () => held.ready,
    async follow(next) {
      const before = held
      const opened = open(next)
      if (opened.mark === before.mark) return void (await opened.close())
      held = opened
      await before.close()
    },
    close: async () => void (await held.close()),
  }
}
