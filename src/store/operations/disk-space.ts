import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../ports/store.ts'
import { errorCode } from '../../lib/system-errors.ts'

/** Manages a reserve file: when the disk is full, deleting it leaves just enough space for the writes that free more. */
export type DiskSpace = {
  /** Why nothing can be written; null: there is room. */
  reason(): string | null
  /** Runs a write. On a full disk it throws StoreError; reading goes on. `always`: even on a full disk, for writes that free space. */
  guard<Result>(write: () => Result, always?: boolean): Result
}

const RESERVE_BYTES = 4 * 1024 * 1024
/** How many bytes must be free besides the reserve before writing starts again: the freed reserve alone would be used up at once. */
const ROOM_BYTES = 4 * 1024 * 1024

export type SpaceActions = {
  /** Allocates pages and rolls back; throws if there are none. */
  readonly probe: () => void
  /** Empties the write-ahead log, which frees its space. */
  readonly emptyLog: () => void
}

/** `folder` null: the database is in memory, without a disk. */
export const watchDiskSpace = (folder: string | null, { probe, emptyLog }: SpaceActions): DiskSpace => {
  const reserve = folder === null ? null : reserveIn(folder)
  let full: string | null = reserve !== null && !keepReserve(reserve) ? 'disk-full: no room for the reserve file' : null

  const hasRoomAgain = (): boolean => {
    if (folder !== null && reserve !== null && !(hasRoom(folder, reserve) && keepReserve(reserve))) return false
    try {
      probe()
      return true
    } catch (error) {
      if (isRefused(error)) return false
      throw error
    }
  }
  const reason = (): string | null => {
    if (full !== null && hasRoomAgain()) full = null
    return full
  }
  return {
    reason,
    guard(write, always = false) {
      const before = always ? null : reason()
      if (before !== null) throw new StoreError(`nothing can be written: ${before}. ${REMEDY}`)
      try {
        return write()
      } catch (error) {
        if (isBusy(error))
          throw new StoreError('nothing can be written: another program holds the lock of the database.', { cause: error })
        if (!isRefused(error)) throw error
        if (reserve !== null) rmSync(reserve, { force: true })
        emptyLog()
        full = isFull(error) ? `disk-full: ${error.message}` : `disk-failing: ${error.message} (${error.code})`
        throw new StoreError(`nothing can be written: ${full}. ${REMEDY}`, { cause: error })
      }
    },
  }
}

const REMEDY = 'Free some space, or mend the disk; it goes on by itself.'

/** True: the disk refuses writes: it is full, a quota or a limit of the file's size is reached, it is mounted read-only, or it fails. */
export const isRefused = (error: unknown): error is SqliteError =>
  error instanceof Database.SqliteError && /^SQLITE_(?:FULL|IOERR)/.test(error.code)
type SqliteError = InstanceType<typeof Database.SqliteError>
const isFull = ({ code }: SqliteError): boolean => code.startsWith('SQLITE_FULL')
const isBusy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')

const reserveIn = (folder: string): string => join(folder, 'polywire.reserve')

/** Deletes the reserve file. False: there was none. */
export const giveUpReserve = (folder: string): boolean => {
  const reserve = reserveIn(folder)
  const hadReserve = reserveSize(reserve) > 0
  rmSync(reserve, { force: true })
  return hadReserve
}

const hasRoom = (folder: string, reserve: string): boolean => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize + reserveSize(reserve) >= RESERVE_BYTES + ROOM_BYTES
}
const reserveSize = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** The error codes of the operating system for what `isRefused` means. */
const REFUSALS = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS'])

/** Writes the reserve file, not with zeroes, which some file systems would store as a hole. False: there is no room. */
const keepReserve = (file: string): boolean => {
  if (reserveSize(file) >= RESERVE_BYTES) return true
  try {
    const descriptor = openSync(file, 'w')
    try {
      const block = Buffer.alloc(64 * 1024, 'polywire ')
      for (let written = 0; written < RESERVE_BYTES; ) written += writeSync(descriptor, block)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    return true
  } catch (error) {
    if (!REFUSALS.has(errorCode(error))) throw error
    rmSync(file, { force: true })
    return false
  }
}
