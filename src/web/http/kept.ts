import type { Instant } from '../../model/ids.ts'
import { dated, documentOf, sizeOf, type Document, type Rendered } from './document.ts'

/** What a rendering depends on beside its address. `configuration` is compared by identity. */
type KeptState = {
  readonly edition: number
  /** Since when the edition stands. */
  readonly editionAt: Instant
  readonly configuration: unknown
}

export type KeptDeps = {
  readonly maxBytes: number
  readonly state: () => KeptState
  readonly now: () => Instant
  /** Monotonic milliseconds, to measure what rendering costs. */
  readonly elapsed: () => number
}

/** A rendering, and until when it holds if the edition does not move; null: for ever. */
export type Rendering = { readonly rendered: Rendered; readonly until: Instant | null }

type Entry = KeptState & {
  readonly document: Document
  readonly until: Instant | null
  readonly madeAt: Instant
  readonly expiry: number
  readonly size: number
}

/** Share of one core that may go into rendering anew before answers may lag behind the store. */
const RENDER_SHARE = 0.25
const RENDER_DEBT_MS = 500
/** How far behind the store an answer may be while rendering is over its share. */
const LAG_MS = 5_000

/**
 * Rendered answers by address, least recently used ones dropped when `maxBytes` is passed. An answer is rendered once for an
 * edition of the store, and by one request only: the others wait for it. While a busy ingest moves the edition many times a
 * second, answers up to five seconds old are served, so that readers never cost more than a quarter of a core.
 */
export const createKept = (deps: KeptDeps) => {
  const shelf = createShelf(deps.maxBytes)
  const pending = new Map<string, Promise<Document>>()
  const debt = createDebt(deps.elapsed)
  let expiry = 0

  const isCurrent = (entry: Entry, mustBeNew: boolean): boolean => {
    const state = deps.state()
    if (entry.configuration !== state.configuration || entry.expiry !== expiry) return false
    if (entry.until !== null && deps.now() >= entry.until) return false
    return entry.edition === state.edition || (!mustBeNew && debt.isOver() && Math.abs(deps.now() - entry.madeAt) < LAG_MS)
  }

  const look = (key: string, mustBeNew = false): Document | null => {
    const entry = shelf.find(key)
    if (entry === null || !isCurrent(entry, mustBeNew)) return null
    return shelf.touch(key, datedEntry(entry, deps)).document
  }

  const render = async (key: string, make: () => Promise<Rendering>): Promise<Document> => {
    // All of it as it stands before rendering: what changes meanwhile makes the rendering old.
    const before = { ...deps.state(), madeAt: deps.now(), expiry }
    const begun = deps.elapsed()
    const { rendered, until } = await make()
    debt.add(deps.elapsed() - begun)
    const seen = { earlier: shelf.find(key)?.document ?? null, editionAt: before.editionAt, now: before.madeAt }
    const document = dated(documentOf(rendered, seen), seen.now)
    shelf.put(key, { ...before, document, until })
    return document
  }

  const start = (key: string, make: () => Promise<Rendering>): Promise<Document> => {
    const rendering = render(key, make).finally(() => pending.delete(key))
    pending.set(key, rendering)
    return rendering
  }

  return {
    /** What is kept for the address, if it still holds. */
    look,
    /** What is kept, or a new rendering. `mustBeNew`: of this very edition, however busy. */
    async get(key: string, make: () => Promise<Rendering>, mustBeNew = false): Promise<Document> {
      const kept = look(key, mustBeNew)
      if (kept !== null) return kept
      const underway = pending.get(key)
      if (underway !== undefined) {
        await underway
        // It may have begun before the store moved on; then this request renders for itself, or joins who already does.
        return look(key, mustBeNew) ?? (await (pending.get(key) ?? start(key, make)))
      }
      return await start(key, make)
    },
    /** Bytes were added to a document that is kept. */
    grown: (key: string): void => shelf.weigh(key),
    /** From now on nothing older may be served, however busy: somebody has asked for a poll and waits to see it. */
    expire(): void {
      expiry += 1
    },
    size: () => shelf.size(),
  }
}

/** Only of the edition that stands: what lags behind the store may have later bytes in the same second. */
const datedEntry = (entry: Entry, { state, now }: KeptDeps): Entry => {
  if (entry.edition !== state().edition) return entry
  const document = dated(entry.document, now())
  return document === entry.document ? entry : { ...entry, document }
}

/** Entries in order of their last use, bounded by their bytes. */
const createShelf = (maxBytes: number) => {
  const entries = new Map<string, Entry>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  const add = (key: string, entry: Omit<Entry, 'size'>): void => {
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
const createDebt = (elapsed: () => number) => {
  let owed = 0
  let at = elapsed()
  const leak = (): void => {
    const now = elapsed()
    owed = Math.max(0, owed - (now - at) * RENDER_SHARE)
    at = now
  }
  return {
    add(ms: number): void {
      leak()
      owed += ms
    },
    isOver(): boolean {
      leak()
      return owed > RENDER_DEBT_MS
    },
  }
}
