import type { Instant } from '../../model/ids.ts'
import { documentOf, sizeOf, type Document, type Rendered } from './document.ts'

/** What a rendering depends on beside its address. `configuration` is compared by identity. */
export type KeptState = { readonly edition: number; readonly configuration: unknown }

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
  size: number
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
  const entries = new Map<string, Entry>()
  const pending = new Map<string, Promise<Document>>()
  let bytes = 0
  let expiry = 0
  const debt = createDebt(deps.elapsed)

  const isCurrent = (entry: Entry): boolean => {
    const state = deps.state()
    if (entry.configuration !== state.configuration || entry.expiry !== expiry) return false
    if (entry.until !== null && deps.now() >= entry.until) return false
    return entry.edition === state.edition || (debt.isOver() && Math.abs(deps.now() - entry.madeAt) < LAG_MS)
  }

  const drop = (key: string): void => {
    bytes -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }

  const makeRoom = (): void => {
    for (const key of entries.keys()) {
      if (bytes <= deps.maxBytes) return
      drop(key)
    }
  }

  const put = (key: string, entry: Omit<Entry, 'size'>): void => {
    drop(key)
    const size = sizeOf(entry.document) + key.length * 2
    if (size > deps.maxBytes / 4) return
    entries.set(key, { ...entry, size })
    bytes += size
    makeRoom()
  }

  const render = async (key: string, make: () => Promise<Rendering>): Promise<Document> => {
    const state = deps.state()
    const startedAt = deps.now()
    const begun = deps.elapsed()
    const expiryThen = expiry
    const { rendered, until } = await make()
    debt.add(deps.elapsed() - begun)
    const document = documentOf(rendered, entries.get(key)?.document ?? null)
    put(key, { ...state, document, until, madeAt: startedAt, expiry: expiryThen })
    return document
  }

  const look = (key: string): Document | null => {
    const entry = entries.get(key)
    if (entry === undefined || !isCurrent(entry)) return null
    entries.delete(key)
    entries.set(key, entry)
    return entry.document
  }

  return {
    /** What is kept for the address, if it still holds. */
    look,
    /** What is kept, or a new rendering. */
    async get(key: string, make: () => Promise<Rendering>): Promise<Document> {
      const kept = look(key)
      if (kept !== null) return kept
      const underway = pending.get(key)
      if (underway !== undefined) {
        const shared = await underway
        // It may have begun before the store moved on: then this request renders for itself.
        const now = look(key)
        if (now !== null) return now
        if (pending.has(key)) return shared
      }
      const rendering = render(key, make).finally(() => pending.delete(key))
      pending.set(key, rendering)
      return rendering
    },
    /** Bytes were added to a document that is kept. */
    grown(key: string): void {
      const entry = entries.get(key)
      if (entry === undefined) return
      bytes -= entry.size
      entry.size = sizeOf(entry.document) + key.length * 2
      bytes += entry.size
      makeRoom()
    },
    /** From now on nothing older may be served, however busy: somebody has asked for a poll and waits to see it. */
    expire(): void {
      expiry += 1
    },
    size: () => ({ entries: entries.size, bytes }),
  }
}
export type Kept = ReturnType<typeof createKept>

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
