import type { Instant } from '../../../model/ids.ts'
import { StoreError, type StoreHealth } from '../../ports/store.ts'
import type { Connection } from './connection.ts'
import { type Counters, createCounters } from './counters.ts'
import { createIndexedWords, type IndexedWords } from './indexed-words.ts'
import type { DiskSpace } from '../../operations/disk-space.ts'
import { createSortBounds, type SortBounds } from './sort-bounds.ts'
import { watchSoleWriter } from './sole-writer.ts'
import { createTagNames, type TagNames } from './tag-names.ts'

/** What all parts of the SQLite store use. */
export type Engine = Connection & {
  readonly tags: TagNames
  readonly counters: Counters
  readonly bounds: SortBounds
  readonly words: IndexedWords
  /** Reads one state of the database. */
  readonly read: <Result>(work: () => Result) => Result
  /** Runs as one transaction, all or nothing. `always`: even on a full disk, for writes that free space. */
  readonly write: <Result>(change: () => Result, always?: boolean) => Result
  readonly isWritable: () => boolean
  readonly health: (schemaVersion: number) => StoreHealth
}

export const createEngine = (connection: Connection, space: DiskSpace | null, now: () => Instant): Engine => {
  const tags = createTagNames(connection)
  const counters = createCounters(connection, now)
  const words = createIndexedWords(connection, tags, counters)
  const cached = { tags, counters, words, bounds: createSortBounds(connection) }
  const writer = watchSoleWriter(connection, counters)
  const transaction = connection.db.transaction((change: () => unknown) => {
    writer.check()
    return change()
  })
  const broken = (): string | null => damageOf(connection) ?? writer.lost()
  const write = <Result>(change: () => Result, always = false): Result => {
    if (space === null) throw new StoreError('the database was opened for reading only')
    const why = broken()
    if (why !== null) throw new StoreError(`nothing is written: ${why}`)
    try {
      return space.guard(() => transaction.immediate(change) as Result, always)
    } catch (error) {
      // What was rolled back in the database must be undone in memory too.
      for (const cache of Object.values(cached)) cache.reload()
      throw error
    }
  }
  const reason = (): string | null => broken() ?? (space === null ? 'read-only: opened for reading' : space.reason())
  return {
    ...connection,
    ...cached,
    // A writer's own statements follow one another without a pause.
    read: (work) => work(),
    write,
    isWritable: () => reason() === null,
    health(schemaVersion) {
      const why = reason()
      return {
        readable: damageOf(connection) === null,
        writable: why === null,
        reason: why,
        damage: connection.damage(),
        schemaVersion,
      }
    },
  }
}

/** What to report about damage that was found; null: none was found. */
const damageOf = ({ damage }: Connection): string | null => {
  const found = damage()
  return found === null
    ? null
    : `database-damaged: ${found}. Nothing more is written. Stop the service and restore a backup with "polywire restore FILE".`
}
