import type { Connection } from './connection.ts'
import { articleIn, type HashKey, keyOf, LOWER_BITS, pageOf, PAGES, placeIn } from './hash-key.ts'

/**
 * The hashes that are in the database: sorted lists of keys, each written whole. What is new of a page is merged into the page's list. One
 * time in four the list is then pushed down to four pages of the next level, each with a quarter of the hashes. So lists are of one size
 * however many articles there are: four times as many take one level more. Pages take turns, at all levels.
 */
export type HashLists = {
  readonly isEmpty: () => boolean
  /** By page: up to which article its hashes are here. */
  readonly writtenTo: () => Uint32Array
  /** Before this one, in no order. */
  readonly articlesWith: (hash: number, before: number) => readonly number[]
  readonly keysOf: (page: number) => readonly Float64Array[]
  /** Inside a transaction, as all that follow: all that the page has of articles up to this one. */
  readonly add: (page: number, writtenTo: number, keys: Float64Array) => void
  /** One more, of an article that the page has already. */
  readonly addLate: (hash: number, article: number) => void
  readonly drop: (hash: number, article: number) => void
  /** Takes out of a page what is not to be kept. */
  readonly sift: (page: number, isKept: (key: HashKey) => boolean) => void
}

/** One page lies above so many of the next level, as bits. */
const SPREAD = 2
const DEEPEST = 5
/** Articles, of which each page of the first level has its turn to be pushed down once in four times as many. */
const TURN = 15_000

/** The number of a list: its level, and the upper bits that all its hashes have, two more at each level. */
const numberOf = (level: number, prefix: number): number => level * 2 ** 32 + prefix
const levelOf = (number: number): number => Math.floor(number / 2 ** 32)
const prefixOf = (hash: number, level: number): number => hash >>> (LOWER_BITS - SPREAD * level)

type Row = { readonly n: number; readonly written_to: number; readonly keys: Uint8Array }
type List = { readonly writtenTo: number; readonly keys: Float64Array }
const NOTHING: List = { writtenTo: 0, keys: new Float64Array() }

export const createHashLists = (connection: Connection): HashLists => {
  const table = createTable(connection)
  const { held, save, withHash, withPage } = table
  /** `turn`: pages have theirs one after the other. */
  const add = (level: number, prefix: number, turn: number, added: List): void => {
    const number = numberOf(level, prefix)
    const { writtenTo } = added
    const keys = merged(held(number).keys, added.keys)
    const isPushed = (turn + prefix) % 2 ** SPREAD === 0 && level < DEEPEST
    save(number, { writtenTo, keys: isPushed ? NOTHING.keys : keys })
    if (!isPushed) return
    for (let below = prefix << SPREAD; below < (prefix + 1) << SPREAD; below += 1)
      add(level + 1, below, (turn + prefix) >>> SPREAD, { writtenTo, keys: partOf(keys, level + 1, below) })
  }
  const sift = (rows: readonly Row[], isKept: (key: HashKey) => boolean): void => {
    for (const { n, written_to: writtenTo, keys: bytes } of rows) {
      const keys = toKeys(bytes)
      const kept = keys.filter(isKept)
      if (kept.length < keys.length) save(n, { writtenTo, keys: kept })
    }
  }
  return {
    isEmpty: table.isEmpty,
    writtenTo: table.writtenTo,
    articlesWith: (hash, before) => withHash(hash).flatMap((row) => articlesIn(toKeys(row.keys), hash, before)),
    keysOf: (page) => withPage(page).map((row) => toKeys(row.keys)),
    add: (page, writtenTo, keys) => add(0, page, Math.floor(writtenTo / TURN), { writtenTo, keys }),
    addLate(hash, article) {
      const number = numberOf(0, pageOf(hash))
      const { writtenTo, keys } = held(number)
      save(number, { writtenTo, keys: merged(keys, Float64Array.of(keyOf(hash, article))) })
    },
    drop: (hash, article) => sift(withHash(hash), (key) => key !== keyOf(hash, article)),
    sift: (page, isKept) => sift(withPage(page), isKept),
  }
}

type Table = Pick<HashLists, 'isEmpty' | 'writtenTo'> & {
  readonly held: (number: number) => List
  readonly save: (number: number, list: List) => void
  /** Of each level that has it, the list that this hash belongs to. */
  readonly withHash: (hash: number) => readonly Row[]
  /** All lists with hashes of the page. */
  readonly withPage: (page: number) => readonly Row[]
}

const createTable = ({ all, get, run }: Connection): Table => {
  let levels = levelOf(get<{ readonly n: number | null }>('SELECT max(n) AS n FROM hash_list')?.n ?? -1) + 1
  const eachLevel = <Found>(find: (level: number) => Found): readonly Found[] =>
    Array.from({ length: levels }, (_, level) => find(level))
  return {
    isEmpty: () => levels === 0,
    held(number) {
      const row = get<Row>(ONE, number)
      return row === undefined ? NOTHING : { writtenTo: row.written_to, keys: toKeys(row.keys) }
    },
    save(number, { writtenTo, keys }) {
      run(SAVE, number, writtenTo, toBytes(keys))
      levels = Math.max(levels, levelOf(number) + 1)
    },
    withHash: (hash) =>
      eachLevel((level) => get<Row>(ONE, numberOf(level, prefixOf(hash, level)))).filter((row) => row !== undefined),
    withPage: (page) =>
      eachLevel((level) => {
        const [first, next] = [page << (SPREAD * level), (page + 1) << (SPREAD * level)]
        return all<Row>(OF_PAGE, numberOf(level, first), numberOf(level, next))
      }).flat(),
    writtenTo() {
      const pages = new Uint32Array(PAGES)
      for (const { n, written_to } of all<Row>(WRITTEN_TO, PAGES)) pages[n] = written_to
      return pages
    },
  }
}

const ONE = 'SELECT n, written_to, keys FROM hash_list WHERE n = ?'
const WRITTEN_TO = 'SELECT n, written_to FROM hash_list WHERE n < ?'
const OF_PAGE = 'SELECT n, written_to, keys FROM hash_list WHERE n >= ? AND n < ?'
/** Not REPLACE, which needs a savepoint: see insert-many.ts. */
const SAVE = `
  INSERT INTO hash_list (n, written_to, keys) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET written_to = excluded.written_to, keys = excluded.keys`

const toBytes = (keys: Float64Array): Uint8Array => new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength)
/** Copied where the row's bytes stand at an odd offset. */
const toKeys = ({ buffer, byteOffset, length }: Uint8Array): Float64Array =>
  byteOffset % 8 === 0
    ? new Float64Array(buffer, byteOffset, length / 8)
    : new Float64Array(buffer.slice(byteOffset, byteOffset + length))

/** Two sorted lists as one. */
const merged = (one: Float64Array, other: Float64Array): Float64Array => {
  const both = new Float64Array(one.length + other.length)
  let [left, right] = [0, 0]
  for (let at = 0; at < both.length; at += 1) {
    const [first, second] = [one[left] ?? Number.POSITIVE_INFINITY, other[right] ?? Number.POSITIVE_INFINITY]
    both[at] = Math.min(first, second)
    if (first <= second) left += 1
    else right += 1
  }
  return both
}

/** Of the sorted keys of the page above, those of a page of this level. */
const partOf = (keys: Float64Array, level: number, prefix: number): Float64Array => {
  const startOf = (one: number): HashKey => keyOf(one << (LOWER_BITS - SPREAD * level), 0)
  // After the last part comes the beginning of another page.
  const end = startOf(prefix + 1)
  return keys.subarray(placeIn(keys, startOf(prefix)), end === 0 ? keys.length : placeIn(keys, end))
}

const articlesIn = (keys: Float64Array, hash: number, before: number): readonly number[] => {
  const from = placeIn(keys, keyOf(hash, 0))
  return [...keys.subarray(from, placeIn(keys, keyOf(hash, before)))].map(articleIn)
}
