import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UnusableFolder } from '../ports/store.ts'

export const DATABASE_FILE = 'polywire.sqlite'

/**
 * Creates the folder, and those above it, where they do not exist. Throws UnusableFolder. Node's own `recursive` never returns on a file system
 * that creates no folders and reports that the one above is missing, as /proc does.
 */
export const makeFolder = (folder: string): void => {
  try {
    make(resolve(folder))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UnusableFolder(
      `the data folder ${folder} can't be made: ${reason}. Set POLYWIRE_DATA to a folder that this user may write in.`,
    )
  }
}

const make = (folder: string): void => {
  const there = statSync(folder, { throwIfNoEntry: false })
  if (there?.isDirectory() === true) return
  if (there !== undefined) throw new Error(`${folder} is no folder`)
  make(dirname(folder))
  try {
    mkdirSync(folder, 0o700)
  } catch (error) {
    // Another process has created it at the same moment.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}
