import { type SharedWork, shareWork } from '../../lib/concurrency.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { Instant } from '../../model/ids.ts'
import { type Aged, createFreshnessLimit, type Freshness, type FreshnessLimit, type RenderedFrom } from './freshness.ts'
import { compressAs, dated, documentOf, sizeOf, type Document, type Rendered } from './document.ts'

export type ResponseCacheOptions = Pick<Clock, 'now' | 'elapsed'> & {
  readonly maxBytes: number
  readonly state: () => Promise<RenderedFrom>
}

/** A rendering, and until when it is valid if the edition does not change; null: no limit. */
export type Rendering = {
  readonly rendered: Rendered
  readonly until: Instant | null
  /** Milliseconds of rendering without the wait for its turn. Left out: all the time that `make` took counts. */
  readonly costMs?: number
}

/** Renders anew; the signal fires when nobody waits for the result any more. */
type Make = (signal: AbortSignal) => Promise<Rendering>
type PendingRendering = { readonly state: RenderedFrom; readonly make: Make }

/** `mustBeNew`: only the current edition will do, however busy the address is. */
type Wanted = { readonly mustBeNew: boolean; readonly signal: AbortSignal }

type RenderedEntry = Aged & { readonly document: Document }
type Entry = RenderedEntry & { readonly size: number }

/**
 * Rendered answers by address; above `maxBytes` the least recently used ones are dropped. An answer is rendered once for an edition, by one
 * request. Until it is ready, other requests get the one before if that was current within the last five seconds, else they wait. Of an address
 * that many ask for at once, everybody gets an answer that lags, by thirty seconds at most: nobody waits for a rendering.
 */
export const createResponseCache = (deps: ResponseCacheOptions) => {
  const lru = createLru(deps.maxBytes)
  const limit = createFreshnessLimit(deps)

  const freshnessOf = (key: string, entry: RenderedEntry, state: RenderedFrom, mustBeNew: boolean): Freshness =>
    limit.freshnessOf(entry, state, { mustBeNew, isUnderWay: renderings.underWay(key) !== null })

  const find = (key: string, state: RenderedFrom, mustBeNew: boolean): { document: Document; freshness: Freshness } | null => {
    const found = lru.find(key)
    if (found === null) return null
    const entry = { ...found, asked: limit.askedAgain(found.asked) }
    const freshness = freshnessOf(key, entry, state, mustBeNew)
    const seen = lru.touch(key, freshness === 'stale' ? entry : seenEntry(entry, state, deps.now()))
    return freshness === 'stale' ? null : { document: seen.document, freshness }
  }

  const renderings = createPendingRenderings(createRenderer(deps, lru, limit))

  return {
    /** The cached document of the address if it is fresh; null: there is none. */
    look: async (key: string): Promise<Document | null> => {
      const cached = find(key, await deps.state(), false)
      return cached?.freshness === 'fresh' ? cached.document : null
    },
    async get(key: string, make: Make, { mustBeNew, signal }: Wanted): Promise<Document> {
      const state = await deps.state()
      const cached = find(key, state, mustBeNew)
      if (cached?.freshness === 'revalidate') renderings.start(key, { state, make }).keep()
      if (cached !== null) return cached.document
      const first = renderings.underWay(key)
      if (first === null) return (await renderings.start(key, { state, make }).join(signal)).document
      const entry = await first.join(signal)
      const since = await deps.state()
      if (freshnessOf(key, entry, since, mustBeNew) !== 'stale') return entry.document
      // That rendering began before the store changed: this request renders anew, or joins another that already does.
      return (await (renderings.underWay(key) ?? renderings.start(key, { state: since, make })).join(signal)).document
    },
    /** Weighs a cached document again after bytes were added to it. */
    grown: (key: string): void => lru.weigh(key),
    /** From now on nothing older is served, however busy the address is: somebody has requested a poll and waits for its result. */
    expire: (): void => limit.expire(),
    size: () => lru.size(),
  }
}

/** Renders one answer and keeps it under its address. */
const createRenderer =
  (deps: ResponseCacheOptions, lru: Lru, limit: FreshnessLimit) =>
  async (key: string, { state, make }: PendingRendering, signal: AbortSignal): Promise<RenderedEntry> => {
    // Everything as it is before rendering: a change in the meantime makes the rendering stale.
    const before = { ...state, currentAt: deps.now(), expiry: limit.expiry() }
    const begun = deps.elapsed()
    const { rendered, until, costMs } = await make(signal)
    limit.rendered(costMs ?? deps.elapsed() - begun)
    const seen = { earlier: lru.find(key)?.document ?? null, editionAt: before.editionAt, now: before.currentAt }
    const document = dated(documentOf(rendered, seen), seen.now)
    // Other requests get the document before until this one is compressed in the codings that they will probably need.
    if (seen.earlier !== null) await compressAs(document, seen.earlier)
    const entry = {
      ...before,
      document,
      until,
      renderedAt: deps.elapsed(),
      asked: lru.find(key)?.asked ?? limit.askedAgain(undefined),
    }
    lru.put(key, entry)
    return entry
  }

/** Renderings in progress, one at a time for each address. */
const createPendingRenderings = (
  render: (key: string, rendering: PendingRendering, signal: AbortSignal) => Promise<RenderedEntry>,
) => {
  const pending = new Map<string, SharedWork<RenderedEntry>>()
  return {
    start(key: string, wanted: PendingRendering): SharedWork<RenderedEntry> {
      const rendering = shareWork(async (signal) => {
        try {
          return await render(key, wanted, signal)
        } finally {
          if (pending.get(key) === rendering) pending.delete(key)
        }
      })
      pending.set(key, rendering)
      return rendering
    },
    underWay(key: string): SharedWork<RenderedEntry> | null {
      const rendering = pending.get(key)
      return rendering === undefined || rendering.isAbandoned() ? null : rendering
    },
  }
}

/**
 * The entry as seen now. Only while its edition is current does it get a date: an entry that lags behind may be followed by other bytes in
 * the same second.
 */
const seenEntry = (entry: Entry, { edition }: RenderedFrom, now: Instant): Entry =>
  entry.edition === edition ? { ...entry, document: dated(entry.document, now), currentAt: now } : entry

type Lru = ReturnType<typeof createLru>

/** Entries in order of their last use, bounded by their bytes. */
const createLru = (maxBytes: number) => {
  const entries = new Map<string, Entry>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  const add = (key: string, entry: RenderedEntry): void => {
    drop(key)
    const size = sizeOf(entry.document) + key.length * 2
    // One answer must not push out all others.
    if (size > maxBytes / 4) return
    entries.set(key, { ...entry, size })
    bytes += size
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes) return
      drop(oldest)
    }
  }
  return {
    put: add,
    find: (key: string): Entry | null => entries.get(key) ?? null,
    touch(key: string, entry: Entry): Entry {
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    weigh(key: string): void {
      const entry = entries.get(key)
      if (entry !== undefined) add(key, entry)
    },
    size: () => ({ entries: entries.size, bytes }),
  }
}
