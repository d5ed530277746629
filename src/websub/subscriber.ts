/** Subscribes to sources that offer to push (WebSub, W3C Recommendation, 2018), and takes what they push. */
import { hostOf } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { PushedSource, PushOffer } from '../model/push.ts'
import { askHub } from './ask-hub.ts'
import { createBeat } from './beat.ts'
import { type Callback, createCallback } from './callback.ts'
import { createJobs } from './jobs.ts'
import { asked, failed, leaving, wantedPush } from './pushed-source.ts'
import { changeRow, diceOf, pollSoon, type SubscriberParts } from './subscriber-parts.ts'

export type Subscriber = Callback & {
  /** These sources may push, no others: what is left of them is given up. */
  allow(sources: ReadonlySet<SourceId>): Promise<void>
  /** A source was read whole: this is what it offers. */
  offered(source: SourceId, offer: PushOffer | null): Promise<void>
  /** Our public address is another: hubs know the old one only. */
  moved(): Promise<void>
  poke(): void
  /** Resolves when nothing is under way or to be started. */
  rest(): Promise<void>
  close(): Promise<void>
}

/** Characters of what went wrong: a hub may answer a page. */
const MOST_SAID = 240

export const createSubscriber = (parts: SubscriberParts): Subscriber => {
  const { store, now } = parts
  let allowed: ReadonlySet<SourceId> = new Set()
  const requests = createJobs<PushedSource>({
    places: 8,
    perHost: 2,
    keyOf: ({ id }) => id,
    hostOf: hubHost,
    async next(limit, full) {
      // Many sources share one hub: those of the others are looked for behind them.
      const due = await store.duePushedSources(now(), MOST_DUE)
      return due.filter((row) => !full.includes(hubHost(row))).slice(0, limit)
    },
    run: (row) => beat.guard(() => ask(parts, row)),
    ended: () => beat.poke(),
  })
  const beat = createBeat({ ...parts, work: () => requests.start() })
  return {
    ...createCallback(parts),
    async allow(sources) {
      allowed = sources
      // On a full disk what is left of others waits for the next time.
      const rows = parts.isWritable() ? await store.pushedSources() : []
      for (const row of rows) if (row.state !== 'leaving' && !sources.has(row.source)) await leave(parts, row)
      beat.poke()
    },
    async offered(source, offer) {
      const held = await store.pushOf(source)
      const usable = offer !== null && allowed.has(source) && isUsable(offer) ? offer : null
      if (held !== null && held.hub === usable?.hub && held.topic === usable.topic) return
      if (held !== null) await leave(parts, held)
      if (usable !== null)
        await store.addPushedSource(wantedPush(source, usable, { id: parts.token(), secret: parts.token() }, now()))
      beat.poke()
    },
    async moved() {
      for (const row of await store.pushedSources())
        await changeRow(parts, row, (held) =>
          held.state === 'leaving' ? null : { ...held, state: 'wanted', expiresAt: null, due: now() },
        )
    },
    poke: () => beat.poke(),
    async rest() {
      do {
        await beat.rest()
        await requests.rest()
      } while (beat.isBusy())
    },
    close: () => beat.close(),
  }
}

const MOST_DUE = 2_000
const hubHost = ({ hub }: PushedSource): string => hostOf(hub)

const LONGEST_ADDRESS = 2_048
const isUsable = ({ hub, topic }: PushOffer): boolean =>
  [hub, topic].every((address) => address.length <= LONGEST_ADDRESS && /^https?:\/\//i.test(address))

/** A hub that was never asked has nothing to end. */
const leave = async (parts: SubscriberParts, row: PushedSource): Promise<void> => {
  const wasNeverAsked = (held: PushedSource): boolean =>
    held.state === 'wanted' && held.expiresAt === null && held.failures === 0
  await changeRow(parts, row, (held) => (wasNeverAsked(held) ? null : leaving(held, parts.now())))
  if (row.expiresAt !== null) await pollSoon(parts, row.source)
}

const UNCONFIRMED = 'the hub took the request and did not confirm it'

/** One request to the hub of what is due: to subscribe, to renew, or to end. */
const ask = async (parts: SubscriberParts, row: PushedSource): Promise<void> => {
  const { store, now, reported } = parts
  const fail = async (why: string): Promise<void> => {
    const problem = parts.tell(row.source, why).slice(0, MOST_SAID)
    reported({ kind: 'failed', source: row.source, detail: problem })
    // It may have been confirmed meanwhile.
    await changeRow(parts, row, (held) => (held.state === 'asked' ? failed(held, problem, diceOf(parts)) : held))
  }
  if (row.state === 'asked') return await fail(UNCONFIRMED)
  const goes = await store.changePushedSource(row.id, (held) => asked(held, now()))
  if (goes === null) return reported({ kind: 'left', source: row.source })
  const problem = await askHub(parts.sender(), goes, `${parts.callbackUrl}/${row.id}`)
  if (problem !== null) await fail(problem)
}
