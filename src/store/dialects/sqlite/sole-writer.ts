import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { StoreError } from '../../ports/store.ts'
import { type Connection, emptyLog } from './connection.ts'
import type { Counters } from './counters.ts'

/**
 * Checks in the database what the lock of the data folder promises: its files are those that were opened, and no other process writes. Files
 * can be removed, replaced and restored under a running process; what it wrote from then on would be lost, or mixed with another process's
 * writes.
 */
export type SoleWriter = {
  /** Why nothing is written any more, permanently; null: nothing has changed. */
  readonly lost: () => string | null
  /** Call it at the beginning of a transaction. Throws StoreError. */
  readonly check: () => void
}

export const watchSoleWriter = (connection: Connection, counters: Counters): SoleWriter => {
  const { db } = connection
  if (db.memory || db.readonly) return { lost: () => null, check: () => {} }
  const opened = [db.name, `${db.name}-wal`].map((file) => ({ file, inode: inodeOf(file) }))
  let reason: string | null = null
  const lost = (): string | null => {
    if (reason !== null) return reason
    const gone = opened.find(({ file, inode }) => inodeOf(file, inode) !== inode)
    if (gone === undefined) return null
    reason = `database-replaced: ${basename(gone.file)} is not the file that was opened. ${RESTART}`
    // What is in the log of a deleted file would be lost with the process; a log beside another database would be read into that.
    emptyLog(connection)
    return reason
  }
  return {
    lost,
    check() {
      if (!counters.areStored()) reason = `database-shared: another process has written to ${basename(db.name)}. ${RESTART}`
      if (reason !== null) throw new StoreError(`nothing is written: ${reason}`)
    },
  }
}

const RESTART = 'Nothing more is written. Stop every Polywire on this data folder, see that it is whole, and start one again.'

/** Null: there is no such file. `unknown` is returned if the file cannot be examined, which says nothing about it. */
const inodeOf = (file: string, unknown: string | null = null): string | null => {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
    return stats === undefined ? null : `${stats.dev} ${stats.ino}`
  } catch {
    return unknown
  }
}
