import { type SharedWork, shareWork } from '../../lib/concurrency.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { Instant } from '../../model/ids.ts'
import { type Aged, createFreshnessLimit, type RenderedFrom, type Freshness } from './freshness.ts'
import { compressAs, dated, documentOf, sizeOf, type Document, type Rendered } from './document.ts'

export type ResponseCacheOptions = Pick<Clock, 'now' | 'elapsed'> & {
  readonly maxBytes: number
  readonly state: () => Promise<RenderedFrom>
}

/** A rendering, and until when it holds if the edition does not move; null: for ever. */
export type Rendering = {
  readonly rendered: Rendered
  readonly until: Instant | null
  /** Left out: all the time until it was there. It may have waited for its turn. */
  readonly costMs?: number
}

/** Made anew; the signal fires when nobody waits for it any more. */
type Make = (signal: AbortSignal) => Promise<Rendering>
type PendingRendering = { readonly state: RenderedFrom; readonly make: Make }

/** `mustBeNew`: of this very edition, however busy. */
type Wanted = { readonly mustBeNew: boolean; readonly signal: AbortSignal }

type RenderedEntry = Aged & { readonly document: Document }
type Entry = RenderedEntry & { readonly size: number }

/**
 * Rendered answers by address, least recently used ones dropped when `maxBytes` is passed. An answer is rendered once for an
 * edition of the store, and for one request only: until it is there the others get the one before, if it was current within the last
 * five seconds, else they wait. While a busy ingest moves the edition many times a second, answers that lag as much are served to all:
 * nobody waits for a rendering, and readers never cost more than a quarter of a core.
 */
export const createResponseCache = (deps: ResponseCacheOptions) => {
  const lru = createLru(deps.maxBytes)
  const limit = createFreshnessLimit(deps)

  const freshnessOf = (key: string, entry: RenderedEntry, state: RenderedFrom, mustBeNew: boolean): Freshness =>
    limit.freshnessOf(entry, state, { mustBeNew, isUnderWay: renderings.underWay(key) !== null })

  const find = (key: string, state: RenderedFrom, mustBeNew: boolean): { document: Document; freshness: Freshness } | null => {
    limit.see(state)
    const entry = lru.find(key)
    const freshness = entry === null ? 'stale' : freshnessOf(key, entry, state, mustBeNew)
    if (entry === null || freshness === 'stale') return null
    return { document: lru.touch(key, seenEntry(entry, state, deps.now())).document, freshness }
  }

  const render = async (key: string, { state, make }: PendingRendering, signal: AbortSignal): Promise<RenderedEntry> => {
    // All of it as it stands before rendering: what changes meanwhile makes the rendering old.
    const before = { ...state, currentAt: deps.now(), expiry: limit.expiry() }
    const begun = deps.elapsed()
    const { rendered, until, costMs } = await make(signal)
    limit.rendered(costMs ?? deps.elapsed() - begun)
    const seen = { earlier: lru.find(key)?.document ?? null, editionAt: before.editionAt, now: before.currentAt }
    const document = dated(documentOf(rendered, seen), seen.now)
    // Until it is compressed for those who are likely to ask, they get the one before.
    if (seen.earlier !== null) await compressAs(document, seen.earlier)
    const entry = { ...before, document, until, renderedAt: deps.elapsed() }
    lru.put(key, entry)
    return entry
  }

  const renderings = createPendingRenderings(render)

  return {
    /** What is cached for the address, if it still holds. */
    look: async (key: string): Promise<Document | null> => {
      const cached = find(key, await deps.state(), false)
      return cached?.freshness === 'fresh' ? cached.document : null
    },
    /** What is cached, or a new rendering. */
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
      // It began before the store moved on: this request renders for itself, or joins who already does.
      return (await (renderings.underWay(key) ?? renderings.start(key, { state: since, make })).join(signal)).document
    },
    /** Bytes were added to a cached document. */
    grown: (key: string): void => lru.weigh(key),
    /** From now on nothing older may be served, however busy: somebody has asked for a poll and waits to see it. */
    expire: (): void => limit.expire(),
    size: () => lru.size(),
  }
}

/** What is being rendered, each address once at a time. */
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

/** Dated only as long as its edition stands: what lags behind the store may have later bytes in the same second. */
const seenEntry = (entry: Entry, { edition }: RenderedFrom, now: Instant): Entry =>
  entry.edition === edition ? { ...entry, document: dated(entry.document, now), currentAt: now } : entry

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
