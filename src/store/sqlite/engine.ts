import type { Instant } from '../../model/ids.ts'
import { StoreError, type StoreHealth } from '../store.ts'
import type { Connection } from './connection.ts'
import type { DiskSpace } from './disk-space.ts'
import { createHashIndex, type HashIndex } from './hash-index.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createSearchIndex, type SearchIndex } from './search-index.ts'
import { createSortBounds, type SortBounds } from './sort-bounds.ts'
import { createTagNames, type TagNames } from './tag-names.ts'
import { createTogether, type Together } from './together.ts'
import { createYoungTags, type YoungTags } from './young-tags.ts'

/** What every part of the SQLite store works with. */
export type Engine = Connection & {
  readonly tags: TagNames
  readonly youngTags: YoungTags
  readonly ledger: Ledger
  readonly bounds: SortBounds
  readonly hashes: HashIndex
  readonly words: SearchIndex
  /** For questions about what is found by tags and words: the youngest stand in `young_tag` and `young_words` then. */
  readonly indexed: Pick<Connection, 'all' | 'get'>
  /** Runs as one transaction: all of it happens or nothing. `always`: even on a full disk, for what frees space. */
  readonly write: <Result>(change: () => Result, always?: boolean) => Result
  /** For what comes in numbers, from polls: several are one transaction. */
  readonly together: Together
  readonly isWritable: () => boolean
  readonly health: (schemaVersion: number) => StoreHealth
}

export const createEngine = (connection: Connection, space: DiskSpace | null, now: () => Instant): Engine => {
  const tags = createTagNames(connection)
  const youngTags = createYoungTags(connection, tags)
  const ledger = createLedger(connection, now)
  const bounds = createSortBounds(connection)
  const hashes = createHashIndex(connection)
  const words = createSearchIndex(connection)
  const transaction = connection.db.transaction((change: () => unknown) => change())
  const write = <Result>(change: () => Result, always = false): Result => {
    if (space === null) throw new StoreError('the database was opened for reading only')
    try {
      return space.guard(() => transaction.immediate(change) as Result, always)
    } catch (error) {
      // What was rolled back in the database must not live on in memory.
      tags.reload()
      youngTags.reload()
      ledger.reload()
      bounds.reload()
      hashes.reload()
      words.reload()
      throw error
    }
  }
  const reason = (): string | null => (space === null ? 'read-only: opened for reading' : space.reason())
  return {
    ...connection,
    tags,
    youngTags,
    ledger,
    bounds,
    hashes,
    words,
    indexed: afterTelling(connection, [youngTags, words]),
    write,
    together: createTogether(write),
    isWritable: () => reason() === null,
    health(schemaVersion) {
      const why = reason()
      return { writable: why === null, reason: why, schemaVersion }
    },
  }
}

const afterTelling = ({ all, get }: Connection, young: readonly { readonly tell: () => void }[]): Engine['indexed'] => ({
  all(sql, ...values) {
    for (const { tell } of young) tell()
    return all(sql, ...values)
  },
  get(sql, ...values) {
    for (const { tell } of young) tell()
    return get(sql, ...values)
  },
})
