/** Files that only the service's user may read: sources and articles may be paid for. */
import { chmodSync, closeSync, openSync, statSync } from 'node:fs'

/** Creates the empty file; SQLite gives its log beside it the same mode. */
export const makePrivateFile = (file: string): void => closeSync(openSync(file, 'w', 0o600))

/** Removes the rights of other users, which older versions left on their files. Rights that the operator gave a group stay. */
export const closeToOthers = (file: string): void => {
  const { mode } = statSync(file)
  if ((mode & 0o007) === 0) return
  try {
    chmodSync(file, mode & 0o770)
  } catch {
    // The file belongs to another user, who decides.
  }
}
