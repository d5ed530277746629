import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { StoreError } from '../../ports/store.ts'
import { type Connection, emptyLog } from './connection.ts'
import type { Counters } from './counters.ts'

/**
 * What the lock of the data folder promises, seen from the database: its files are those that were opened, and nobody else writes. Files can be
 * removed, replaced and restored under a running process; what it wrote from then on would be lost, or mixed with what another one writes.
 */
export type SoleWriter = {
  /** Why nothing more is written, for good; null: all is as it was. */
  readonly lost: () => string | null
  /** At the beginning of a transaction. Throws StoreError. */
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
    // What stands in a log without a name would end with the process; one beside another database would be read into that.
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

/** Null: there is no such file. `unknown` where nobody may look, which says nothing about the file. */
const inodeOf = (file: string, unknown: string | null = null): string | null => {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
    return stats === undefined ? null : `${stats.dev} ${stats.ino}`
  } catch {
    return unknown
  }
}
