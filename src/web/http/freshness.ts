/** How far a cached answer may lag behind the store. */
import type { Clock } from '../../model/time-and-chance.ts'
import type { Instant } from '../../model/ids.ts'

/** What a rendering depends on beside its address. `configuration` is compared by identity. */
export type RenderedFrom = {
  readonly edition: number
  /** Since when the edition stands. */
  readonly editionAt: Instant
  readonly configuration: unknown
}

export type Aged = RenderedFrom & {
  /** Until when it holds if the edition does not move; null: for ever. */
  readonly until: Instant | null
  /** When it was last seen to be of the edition that stood then. */
  readonly currentAt: Instant
  /** Monotonic milliseconds. */
  readonly renderedAt: number
  /** How often all answers had been let go before it was rendered. */
  readonly expiry: number
}

/** `fresh`: it may be served. `revalidate`: it may, while the next one is rendered (RFC 5861, 3). `stale`: it may not. */
export type Freshness = 'fresh' | 'revalidate' | 'stale'

/** Share of one core that may go into rendering anew before answers may lag behind the store. */
const RENDER_SHARE = 0.25
const RENDER_LOAD_MS = 500
/** The store is busy where requests have seen as many editions of it within a second: whoever changes something and looks is slower. */
const BUSY_EDITIONS = 6
const BUSY_WITHIN_MS = 1_000
/** An address is rendered as often for a busy store: anew for each edition would leave no time for answers. */
const BUSY_EVERY_MS = 1_000
/** How far behind the store an answer may be while the next one is being rendered, or while rendering is over its share. */
const LAG_MS = 5_000

type Circumstances = {
  /** Of this very edition, however busy. */
  readonly mustBeNew: boolean
  /** The next one is being rendered. */
  readonly isUnderWay: boolean
}

export const createFreshnessLimit = ({ now, elapsed }: Pick<Clock, 'now' | 'elapsed'>) => {
  const load = createRenderLoad(elapsed)
  const editions = watchEditions(elapsed)
  let expiry = 0
  return {
    see: ({ edition }: RenderedFrom): void => editions.see(edition),
    rendered: (ms: number): void => load.add(ms),
    expire: (): void => void (expiry += 1),
    expiry: () => expiry,
    freshnessOf(entry: Aged, state: RenderedFrom, { mustBeNew, isUnderWay }: Circumstances): Freshness {
      if (entry.configuration !== state.configuration || entry.expiry !== expiry) return 'stale'
      if (entry.until !== null && now() >= entry.until) return 'stale'
      if (entry.edition === state.edition) return 'fresh'
      if (mustBeNew || Math.abs(now() - entry.currentAt) >= LAG_MS) return 'stale'
      if (isUnderWay || load.isOver()) return 'fresh'
      if (!editions.moveFast()) return 'stale'
      return elapsed() - entry.renderedAt < BUSY_EVERY_MS ? 'fresh' : 'revalidate'
    },
  }
}

/** A leaky bucket of rendering time. */
const createRenderLoad = (elapsed: () => number) => {
  let load = 0
  let at = elapsed()
  const leak = (): void => {
    const now = elapsed()
    load = Math.max(0, load - (now - at) * RENDER_SHARE)
    at = now
  }
  return {
    add(ms: number): void {
      leak()
      load += ms
    },
    isOver(): boolean {
      leak()
      return load > RENDER_LOAD_MS
    },
  }
}

/** How fast the store moves, as far as anybody looks. */
const watchEditions = (elapsed: () => number) => {
  let newest = 0
  /** When the latest ones were seen, oldest first. */
  const seenAt: number[] = []
  return {
    see(edition: number): void {
      if (edition === newest) return
      newest = edition
      seenAt.push(elapsed())
      if (seenAt.length > BUSY_EDITIONS) seenAt.shift()
    },
    moveFast: (): boolean => seenAt.length === BUSY_EDITIONS && elapsed() - (seenAt[0] ?? 0) < BUSY_WITHIN_MS,
  }
}
