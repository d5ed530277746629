import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError, UnusableFolder } from '../ports/store.ts'

/** Turns SQLite's error on opening a file into one that says what to do; other errors are returned as they are. SQLite writes beside a file
 * even to read it. */
export const inWords = (error: unknown, file: string): unknown => {
  if (!(error instanceof Database.SqliteError)) return error
  if (error.code.startsWith('SQLITE_FULL'))
    return new StoreError(`there is no room for ${file}. Free some space, then start again.`, { cause: error })
  if (error.code.startsWith('SQLITE_IOERR'))
    return new StoreError(
      `the disk refuses to read or write ${file}: ${error.message} (${error.code}). See that it is whole, and that no quota is reached.`,
      {
        cause: error,
      },
    )
  if (!/^SQLITE_(?:CANTOPEN|READONLY)/.test(error.code)) return error
  return new UnusableFolder(
    `${file} cannot be opened: ${error.message}. This user must be able to write in ${dirname(file)}, even to look; or set POLYWIRE_DATA to another folder.`,
  )
}
