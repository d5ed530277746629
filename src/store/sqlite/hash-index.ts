import { hashesOfBands, hashesOfIdentity, identityHashesOf, type IdentityRow } from './article-hashes.ts'
import type { Connection } from './connection.ts'
import { createHashFilter, type HashFilter, pageOf, PAGES } from './hash-filter.ts'
import { createInsertMany } from './insert-many.ts'
import { createHashGeneration, GENERATION_SIZE, type HashGeneration, type HashPage } from './hash-generation.ts'

/**
 * Which articles have a hash: of a band of MinHash values, an address, a guid, a wording. Hashes fall anywhere in their table: written as
 * they come, each would dirty a page of its own, 46 an article. So those of the youngest articles are held in memory (other tables have
 * them too) and go to their table a generation at a time in the order of hashes, as fast as the next generation grows.
 */
export type HashIndex = {
  /** Inside a transaction, of an article whose other rows the caller writes. */
  readonly add: (article: number, hashes: Iterable<number>) => void
  /** Inside a transaction: the same hashes as were added, or some of them. */
  readonly forget: (article: number, hashes: Iterable<number>) => void
  /** Of an article that is gone: its hashes may still find it, until they are swept. */
  readonly leave: (article: number, hashes: Iterable<number>) => void
  /** Inside a transaction: takes some of what was left behind out of the table. False: there is no more. */
  readonly sweep: () => boolean
  /** Articles that have any of these, of those before this number: of each hash, the newest so many. What they have is to be compared. */
  readonly find: (hashes: Iterable<number>, options?: FindOptions) => ReadonlySet<number>
  /** After a transaction that did not come to its end. */
  readonly reload: () => void
}
export type FindOptions = { readonly before?: number; readonly most?: number }

/** What thousands share, boilerplate or a home page, must not be compared thousands of times. */
const MOST = 20
/** `oldTo`: articles up to this one are not in the young generation. `filter` null: the table has nothing. */
type Held = { older: HashGeneration | null; young: HashGeneration; oldTo: number; filter: HashFilter | null }
/** What was left behind, by page: a hash, its article, and so on. Not stored: what a killed process had not swept finds nobody, and stays. */
type Left = Map<number, number[]>

/** `size`: articles of a generation. */
export const createHashIndex = (connection: Connection, size = GENERATION_SIZE): HashIndex => {
  let held: Held | null = null
  const now = (): Held => (held ??= load(connection, size))
  const left: Left = new Map()
  return {
    reload() {
      held = null
    },
    add(article, hashes) {
      const state = now()
      if (article <= state.oldTo) return addRevised(connection, state, article, hashes)
      state.young.add(article, hashes)
      while (state.older !== null && state.older.drained() < state.young.fullness()) writeNext(connection, state, state.older)
      if (state.young.fullness() < 1) return
      state.oldTo = state.young.newest()
      state.older = state.young
      state.young = createHashGeneration(size)
    },
    forget(article, hashes) {
      if (forgetInMemory(now(), article, hashes)) return
      for (const hash of hashes) connection.run(DELETE, signed(hash), article)
    },
    leave(article, hashes) {
      if (forgetInMemory(now(), article, hashes)) return
      for (const hash of hashes) {
        const page = left.get(pageOf(hash))
        if (page === undefined) left.set(pageOf(hash), [signed(hash), article])
        else page.push(signed(hash), article)
      }
    },
    sweep() {
      const [next] = left
      if (next === undefined) return false
      const [page, rows] = next
      left.delete(page)
      for (let at = 0; at < rows.length; at += 2) connection.run(DELETE, rows[at], rows[at + 1])
      return left.size > 0
    },
    find(hashes, { before = Number.MAX_SAFE_INTEGER, most = MOST } = {}) {
      const state = now()
      const found = new Set<number>()
      for (const hash of hashes) for (const article of withHash(connection, state, hash, { before, most })) found.add(article)
      return found
    },
  }
}

const DELETE = 'DELETE FROM article_hash WHERE hash = ? AND article = ?'

/** True: it is nowhere else. */
const forgetInMemory = ({ older, young, oldTo }: Held, article: number, hashes: Iterable<number>): boolean => {
  for (const generation of [older, young]) generation?.forget(article, hashes)
  return article > oldTo
}

/** The table has a page of the older generation, or not yet; memory has what it lacks. */
const load = (connection: Connection, size: number): Held => {
  const { all, get } = connection
  const isWritten = get('SELECT 1 FROM hash_filter LIMIT 1') !== undefined
  const filter = isWritten ? createHashFilter(connection) : null
  const written = Array.from({ length: PAGES }, (_, page) => filter?.writtenTo(page) ?? 0)
  const [first, oldTo] = [Math.min(...written), Math.max(...written)]
  const { old, fresh } = get<Sizes>(SIZES, first, oldTo, oldTo) ?? { old: 0, fresh: 0 }
  const older = old === 0 ? null : createHashGeneration(Math.max(size, old))
  const young = createHashGeneration(Math.max(size, fresh))
  for (const row of all<HashedRow>(UNWRITTEN, first)) {
    const bands = row.bands === null ? [] : hashesOfBands(row.bands)
    const hashes = [...hashesOfIdentity(identityHashesOf(row)), ...bands]
    if (row.n > oldTo) young.add(row.n, hashes)
    else
      older?.add(
        row.n,
        hashes.filter((hash) => row.n > (written[pageOf(hash)] ?? 0)),
      )
  }
  return fresh < size || older !== null
    ? { older, young, oldTo, filter }
    : { older: young, young: createHashGeneration(size), oldTo: young.newest(), filter }
}
type HashedRow = IdentityRow & { readonly n: number; readonly bands: Uint8Array | null }
type Sizes = { readonly old: number; readonly fresh: number }
const SIZES = `
  SELECT (SELECT count(*) FROM article WHERE n > ? AND n <= ?) AS old, (SELECT count(*) FROM article WHERE n > ?) AS fresh`
const UNWRITTEN = `
  SELECT a.n, a.url_hash, a.guid_hash, a.content_hash, f.bands
  FROM article a LEFT JOIN fingerprint f ON f.article = a.n WHERE a.n > ? ORDER BY a.n`

/** Most hashes of a new article are nobody's. */
const NOBODY: ReadonlySet<number> = new Set()
const withHash = (
  { all }: Connection,
  { older, young, filter }: Held,
  hash: number,
  { before, most }: Required<FindOptions>,
): ReadonlySet<number> => {
  if (!young.has(hash) && older?.has(hash) !== true && filter?.mayHave(hash) !== true) return NOBODY
  const found = new Set<number>()
  young.find(hash, before, most, found)
  older?.find(hash, before, most, found)
  if (found.size === most || filter?.mayHave(hash) !== true) return found
  const limit = Math.min(most - found.size, Number.MAX_SAFE_INTEGER)
  for (const { article } of all<{ readonly article: number }>(WITH_HASH, signed(hash), before, limit)) found.add(article)
  return found
}
const WITH_HASH = 'SELECT article FROM article_hash WHERE hash = ? AND article < ? ORDER BY article DESC LIMIT ?'

/** A number of up to 31 bits and a sign takes four bytes, one of 32 bits six. */
const signed = (hash: number): number => hash | 0

const writeNext = (connection: Connection, state: Held, older: HashGeneration): void => {
  const next = older.drain()
  if (next !== null) writePage(connection, state, next, older.newest())
  if (older.drained() === 1) state.older = null
}

/** A page of the older generation may be in the table already; what of the article belongs to it goes there too. */
const addRevised = (connection: Connection, state: Held, article: number, hashes: Iterable<number>): void => {
  for (const hash of hashes) {
    const page = pageOf(hash)
    writePage(connection, state, { page, hashes: [hash], articles: [article] }, state.filter?.writtenTo(page) ?? 0)
  }
}

const writePage = (connection: Connection, state: Held, { page, hashes, articles }: HashPage, writtenTo: number): void => {
  if (hashes.length === 0) return
  state.filter ??= createHashFilter(connection)
  state.filter.note(page, hashes)
  state.filter.save(page, writtenTo)
  insertHashes(
    connection,
    hashes.flatMap((hash, index) => [signed(hash), articles[index] ?? 0]),
  )
}
const insertHashes = createInsertMany('article_hash', ['hash', 'article'])
