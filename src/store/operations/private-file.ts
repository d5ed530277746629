/** Files that only the user may read whom the service runs as: sources and articles may be paid for. */
import { chmodSync, closeSync, openSync, statSync } from 'node:fs'

/** Makes the empty file; SQLite gives its log beside it the same rights. */
export const makePrivateFile = (file: string): void => closeSync(openSync(file, 'w', 0o600))

/** Takes the rights of everybody off what an older version made. What the operator lets a group do stays. */
export const closeToOthers = (file: string): void => {
  const { mode } = statSync(file)
  if ((mode & 0o007) === 0) return
  try {
    chmodSync(file, mode & 0o770)
  } catch {
    // The file is another user's, who decides.
  }
}
