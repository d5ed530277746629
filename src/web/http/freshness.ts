/** Limits how far a cached answer may lag behind the store. */
import type { Clock } from '../../model/time-and-chance.ts'
import type { Instant } from '../../model/ids.ts'

/** What a rendering depends on besides its address. `configuration` is compared by identity. */
export type RenderedFrom = {
  readonly edition: number
  /** Since when the edition is current. */
  readonly editionAt: Instant
  readonly configuration: unknown
}

export type Aged = RenderedFrom & {
  /** Until when it is valid if the edition does not change; null: no limit. */
  readonly until: Instant | null
  /** When its edition was last seen to be the current one. */
  readonly currentAt: Instant
  /** Monotonic milliseconds. */
  readonly renderedAt: number
  /** How often `expire` had been called before it was rendered. */
  readonly expiry: number
  readonly asked: Asked
}

/** How often an address was asked for since `since`, in monotonic milliseconds, and in the second before that. */
type Asked = { readonly since: number; readonly count: number; readonly before: number }

/** `fresh`: it may be served. `revalidate`: it may be served while the next one is rendered (RFC 5861, 3). `stale`: it may not be served. */
export type Freshness = 'fresh' | 'revalidate' | 'stale'

/** Share of one core for rendering; above it, answers may lag behind the store. */
const RENDER_SHARE = 0.25
const RENDER_LOAD_MS = 500
/** An address is busy if so many requests came for it within a second. A person who changes something and looks at the result is slower. */
const BUSY_REQUESTS = 20
const BUSY_WITHIN_MS = 1_000
/** A busy address is rendered once in this time, over the share once in `LAG_MS`; no request waits for it. */
const BUSY_EVERY_MS = 1_000
/** The most milliseconds that an answer may lag behind the store while the next one is rendered, or while rendering is over its share. */
const LAG_MS = 5_000
/** The same for a busy address, which takes seconds to render while a thousand requests a second are answered between its steps. */
const BUSY_LAG_MS = 30_000

type Circumstances = {
  /** Only the current edition will do, however busy the address is. */
  readonly mustBeNew: boolean
  /** The next rendering has begun. */
  readonly isUnderWay: boolean
}

export type FreshnessLimit = ReturnType<typeof createFreshnessLimit>

export const createFreshnessLimit = ({ now, elapsed }: Pick<Clock, 'now' | 'elapsed'>) => {
  const load = createRenderLoad(elapsed)
  let expiry = 0
  return {
    askedAgain: (asked: Asked | undefined): Asked => askedAgain(asked, elapsed()),
    rendered: (ms: number): void => load.add(ms),
    expire: (): void => void (expiry += 1),
    expiry: () => expiry,
    freshnessOf(entry: Aged, state: RenderedFrom, { mustBeNew, isUnderWay }: Circumstances): Freshness {
      if (entry.configuration !== state.configuration || entry.expiry !== expiry) return 'stale'
      const overdue = now() - (entry.until ?? Infinity)
      if (entry.edition === state.edition && overdue < 0) return 'fresh'
      const lag = Math.max(overdue, Math.abs(now() - entry.currentAt))
      const isBusyNow = isBusy(entry.asked, elapsed())
      if (mustBeNew || lag >= (isBusyNow ? BUSY_LAG_MS : LAG_MS)) return 'stale'
      if (isUnderWay) return 'fresh'
      if (!isBusyNow) return load.isOver() ? 'fresh' : 'stale'
      return elapsed() - entry.renderedAt < (load.isOver() ? LAG_MS : BUSY_EVERY_MS) ? 'fresh' : 'revalidate'
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

const askedAgain = (asked: Asked | undefined, now: number): Asked => {
  if (asked === undefined || now - asked.since >= 2 * BUSY_WITHIN_MS) return { since: now, count: 1, before: 0 }
  if (now - asked.since >= BUSY_WITHIN_MS) return { since: asked.since + BUSY_WITHIN_MS, count: 1, before: asked.count }
  return { ...asked, count: asked.count + 1 }
}

const isBusy = ({ since, count, before }: Asked, now: number): boolean =>
  now - since < BUSY_WITHIN_MS && Math.max(count, before) >= BUSY_REQUESTS
