import { hashesOfBands, hashesOfIdentity, identityHashesOf, type IdentityRow } from './article-hashes.ts'
import type { Connection } from './connection.ts'
import { keyOf, NEVER, pageOf } from './hash-key.ts'
import { createHashLists, type HashLists } from './hash-lists.ts'
import { createLeftHashes, sweepStrays } from './left-hashes.ts'
import { createWrittenHashes, type WrittenHashes } from './written-hashes.ts'
import { createYoungHashes, PAGE_ROOM, type YoungHashes } from './young-hashes.ts'

/**
 * Which articles have a hash: of a band of MinHash values, an address, a guid, a wording. Hashes fall anywhere in their index: written as
 * they come, each would dirty a page of its own, 46 an article. So those of the youngest articles are held in memory (other tables have
 * them too), and go to the database together with others that agree in their first bits.
 */
export type HashIndex = {
  /** Inside a transaction, of an article whose other rows the caller writes. */
  readonly add: (article: number, hashes: Iterable<number>) => void
  /** Inside a transaction: where nothing is written yet, as after a migration, that is done from what other tables have. */
  readonly catchUp: () => void
  /** Inside a transaction: the same hashes as were added, or some of them. */
  readonly forget: (article: number, hashes: Iterable<number>) => void
  /** Of an article that is gone: its hashes may still find it, until they are swept. */
  readonly leave: (article: number, hashes: Iterable<number>) => void
  /** Inside a transaction: takes some of what was left behind out of the database. False: there is no more. */
  readonly sweep: () => boolean
  /** Inside a transaction: what is on this page of articles that are no more, also if nobody said that they left. */
  readonly sweepStrays: (page: number) => void
  /** Articles that have any of these, of those before this number: of each hash, the newest so many. What they have is to be compared. */
  readonly find: (hashes: Iterable<number>, options?: FindOptions) => ReadonlySet<number>
  /** After a transaction that did not come to its end. */
  readonly reload: () => void
}
export type FindOptions = { readonly before?: number; readonly most?: number }

/** What thousands share, boilerplate or a home page, must not be compared thousands of times. */
const MOST = 20
/** `writtenTo`: by page, up to which article its hashes are in the database. */
type Held = {
  readonly lists: HashLists
  readonly young: YoungHashes
  readonly writtenTo: Uint32Array
  readonly written: WrittenHashes
}

/** `room`: hashes of a page that are held in memory, at most. */
export const createHashIndex = (connection: Connection, room = PAGE_ROOM): HashIndex => {
  let held: Held | null = null
  const now = (): Held => (held ??= load(connection))
  const left = createLeftHashes()
  return {
    reload() {
      held = null
    },
    add(article, hashes) {
      addAll(now(), article, hashes, room)
    },
    catchUp() {
      if (!createHashLists(connection).isEmpty()) return
      held = nothingYet(connection)
      for (const { n, hashes } of hashedAfter(connection, 0)) addAll(held, n, hashes, room)
    },
    forget(article, hashes) {
      const { young, lists, writtenTo } = now()
      for (const hash of hashes) {
        if (article > (writtenTo[pageOf(hash)] ?? 0)) young.forget(hash, article)
        else lists.drop(hash, article)
      }
    },
    leave(article, hashes) {
      const { young, writtenTo } = now()
      for (const hash of hashes) {
        if (article > (writtenTo[pageOf(hash)] ?? 0)) young.forget(hash, article)
        else left.add(hash, article)
      }
    },
    sweep: () => left.sweep(now().lists),
    sweepStrays: (page) => sweepStrays(connection, now().lists, page),
    find(hashes, { before = NEVER, most = MOST } = {}) {
      const state = now()
      const end = Math.min(before, NEVER)
      const found = new Set<number>()
      for (const hash of hashes) for (const article of withHash(state, hash, end, most)) found.add(article)
      return found
    },
  }
}

const nothingYet = (connection: Connection): Held => {
  const lists = createHashLists(connection)
  const writtenTo = lists.writtenTo()
  const written = createWrittenHashes(Math.max(...writtenTo), lists.keysOf)
  return { lists, young: createYoungHashes(), writtenTo, written }
}

/** Memory has what the database lacks. */
const load = (connection: Connection): Held => {
  const state = nothingYet(connection)
  const { young, writtenTo } = state
  for (const { n, hashes } of hashedAfter(connection, Math.min(...writtenTo)))
    for (const hash of hashes) if (n > (writtenTo[pageOf(hash)] ?? 0)) young.add(hash, n)
  return state
}

type HashedRow = IdentityRow & { readonly n: number; readonly bands: Uint8Array | null }
type Hashed = { readonly n: number; readonly hashes: readonly number[] }
function* hashedAfter({ all }: Connection, article: number): Generator<Hashed> {
  for (let last: number | undefined = article; last !== undefined; ) {
    const rows: readonly HashedRow[] = all<HashedRow>(HASHED, last)
    for (const row of rows) {
      const bands = row.bands === null ? [] : hashesOfBands(row.bands)
      yield { n: row.n, hashes: [...hashesOfIdentity(identityHashesOf(row)), ...bands] }
    }
    last = rows.at(-1)?.n
  }
}
const HASHED = `
  SELECT a.n, a.url_hash, a.guid_hash, a.content_hash, f.bands
  FROM article a LEFT JOIN fingerprint f ON f.article = a.n WHERE a.n > ? ORDER BY a.n LIMIT 1000`

/** Of all that have it, the newest. Most hashes of a new article are nobody's. */
const withHash = ({ young, written, lists }: Held, hash: number, before: number, most: number): readonly number[] => {
  const held = young.articlesWith(hash, before)
  const all = written.mayHave(hash) ? [...held, ...lists.articlesWith(hash, before)] : held
  return all.length <= most ? all : [...new Set(all)].toSorted((a, b) => b - a).slice(0, most)
}

const addAll = (held: Held, article: number, hashes: Iterable<number>, room: number): void => {
  for (const hash of hashes) addOne(held, hash, article, room)
}

/** To memory; of a page that is full there, the older half is written. What is new of an older article may have to join what is written already. */
const addOne = ({ young, lists, written, writtenTo }: Held, hash: number, article: number, room: number): void => {
  const page = pageOf(hash)
  const last = writtenTo[page] ?? 0
  if (article <= last) {
    lists.addLate(hash, article)
    written.note(page, [keyOf(hash, article)], last)
    return
  }
  young.add(hash, article)
  if (young.count(page) < fullAt(page, last, room)) return
  const { upTo, keys } = young.takeOlder(page)
  writtenTo[page] = Math.max(last, upTo)
  lists.add(page, writtenTo[page], keys)
  written.note(page, keys, writtenTo[page])
}

/** Three quarters of the room or more, now this and now that, so that pages are not all written at once. */
const fullAt = (page: number, written: number, room: number): number => room - ((page * 97 + written) % Math.ceil(room / 4))
