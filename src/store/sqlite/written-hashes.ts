import { createHashFilter, type HashFilter } from './hash-filter.ts'
import { type HashKey, hashIn, pageOf, PAGES } from './hash-key.ts'

/** Which hashes there may be in the database. A page is read when it is first asked for. Bits stay when their article goes. */
export type WrittenHashes = {
  readonly mayHave: (hash: number) => boolean
  /** These of a page are in the database now, with which it has hashes of articles up to this one. */
  readonly note: (page: number, keys: Iterable<HashKey>, writtenTo: number) => void
}

/** Ten of the most hashes that an article has. */
const BITS_AN_ARTICLE = 460
/** 2 to 16 MB: enough for 300,000 articles. With more, it takes more for hashes that there may be. */
const [SMALLEST, LARGEST] = [24, 27]
const sizeFor = (articles: number): number =>
  Math.min(LARGEST, Math.max(SMALLEST, Math.ceil(Math.log2(1 + articles * BITS_AN_ARTICLE))))

/** `keysOf`: all that are in the database of a page. */
export const createWrittenHashes = (articles: number, keysOf: (page: number) => readonly Float64Array[]): WrittenHashes => {
  let sizeBits = 0
  let filter: HashFilter
  let isRead: Uint8Array
  const makeRoom = (upTo: number): void => {
    if (sizeFor(upTo) <= sizeBits) return
    sizeBits = sizeFor(upTo)
    filter = createHashFilter(sizeBits)
    isRead = new Uint8Array(PAGES)
  }
  const noteAll = (page: number, keys: Iterable<HashKey>): void => {
    for (const key of keys) filter.note(hashIn(page, key))
  }
  makeRoom(articles)
  return {
    mayHave(hash) {
      const page = pageOf(hash)
      if (isRead[page] === 0) {
        isRead[page] = 1
        for (const keys of keysOf(page)) noteAll(page, keys)
      }
      return filter.mayHave(hash)
    },
    note(page, keys, writtenTo) {
      makeRoom(writtenTo)
      if (isRead[page] === 1) noteAll(page, keys)
    },
  }
}
