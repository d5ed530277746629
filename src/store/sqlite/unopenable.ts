import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { UnusableFolder } from '../store.ts'

/** What SQLite could not open, in words that say what to do; any other error as it is. It writes beside a file even to read it. */
export const inWords = (error: unknown, file: string): unknown =>
  error instanceof Database.SqliteError && /^SQLITE_(?:CANTOPEN|READONLY)/.test(error.code)
    ? new UnusableFolder(
        `${file} cannot be opened: ${error.message}. This user must be able to write in ${dirname(file)}, even to look; or set POLYWIRE_DATA to another folder.`,
      )
    : error
