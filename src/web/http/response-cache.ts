import { type SharedWork, shareWork } from '../../lib/concurrency.ts'
import type { Instant } from '../../model/ids.ts'
import { dated, documentOf, sizeOf, type Document, type Rendered } from './document.ts'

/** What a rendering depends on beside its address. `configuration` is compared by identity. */
type RenderedFrom = {
  readonly edition: number
  /** Since when the edition stands. */
  readonly editionAt: Instant
  readonly configuration: unknown
}

export type ResponseCacheOptions = {
  readonly maxBytes: number
  readonly state: () => Promise<RenderedFrom>
  readonly now: () => Instant
  /** Monotonic milliseconds, to measure what rendering costs. */
  readonly elapsed: () => number
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

type RenderedEntry = RenderedFrom & {
  readonly document: Document
  readonly until: Instant | null
  /** When it was last seen to be of the edition that stood then. */
  readonly currentAt: Instant
  readonly expiry: number
}
type Entry = RenderedEntry & { readonly size: number }

/** Share of one core that may go into rendering anew before answers may lag behind the store. */
const RENDER_SHARE = 0.25
const RENDER_LOAD_MS = 500
/** How far behind the store an answer may be while rendering is over its share, or while the next one is being rendered. */
const LAG_MS = 5_000

/**
 * Rendered answers by address, least recently used ones dropped when `maxBytes` is passed. An answer is rendered once for an
 * edition of the store, and by one request only: until it is there the others get the one before, if it was current within the last
 * five seconds, else they wait. While a busy ingest moves the edition many times a second, answers that lag as much are served to all,
 * so that readers never cost more than a quarter of a core.
 */
export const createResponseCache = (deps: ResponseCacheOptions) => {
  const lru = createLru(deps.maxBytes)
  const shedding = createLoadShedding(deps.elapsed)
  let expiry = 0

  const mayServe = (key: string, entry: RenderedEntry, state: RenderedFrom, mustBeNew: boolean): boolean => {
    if (entry.configuration !== state.configuration || entry.expiry !== expiry) return false
    if (entry.until !== null && deps.now() >= entry.until) return false
    if (entry.edition === state.edition) return true
    const mayLag = !mustBeNew && (shedding.isOver() || renderings.underWay(key) !== null)
    return mayLag && Math.abs(deps.now() - entry.currentAt) < LAG_MS
  }

  const find = (key: string, state: RenderedFrom, mustBeNew: boolean): Document | null => {
    const entry = lru.find(key)
    if (entry === null || !mayServe(key, entry, state, mustBeNew)) return null
    return lru.touch(key, seenEntry(entry, state, deps.now())).document
  }

  const render = async (key: string, { state, make }: PendingRendering, signal: AbortSignal): Promise<RenderedEntry> => {
    // All of it as it stands before rendering: what changes meanwhile makes the rendering old.
    const before = { ...state, currentAt: deps.now(), expiry }
    const begun = deps.elapsed()
    const { rendered, until, costMs } = await make(signal)
    shedding.add(costMs ?? deps.elapsed() - begun)
    const seen = { earlier: lru.find(key)?.document ?? null, editionAt: before.editionAt, now: before.currentAt }
    const document = dated(documentOf(rendered, seen), seen.now)
    const entry = { ...before, document, until }
    lru.put(key, entry)
    return entry
  }

  const renderings = createPendingRenderings(render)

  return {
    /** What is cached for the address, if it still holds. */
    look: async (key: string): Promise<Document | null> => find(key, await deps.state(), false),
    /** What is cached, or a new rendering. */
    async get(key: string, make: Make, { mustBeNew, signal }: Wanted): Promise<Document> {
      const state = await deps.state()
      const cached = find(key, state, mustBeNew)
      if (cached !== null) return cached
      const first = renderings.underWay(key)
      if (first === null) return (await renderings.start(key, { state, make }).join(signal)).document
      const entry = await first.join(signal)
      const since = await deps.state()
      if (mayServe(key, entry, since, mustBeNew)) return entry.document
      // It began before the store moved on: this request renders for itself, or joins who already does.
      return (await (renderings.underWay(key) ?? renderings.start(key, { state: since, make })).join(signal)).document
    },
    /** Bytes were added to a cached document. */
    grown: (key: string): void => lru.weigh(key),
    /** From now on nothing older may be served, however busy: somebody has asked for a poll and waits to see it. */
    expire(): void {
      expiry += 1
    },
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

/** A leaky bucket of rendering time. */
const createLoadShedding = (elapsed: () => number) => {
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
