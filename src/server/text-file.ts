import { readFile } from 'node:fs/promises'
import { InputError } from '../model/input-error.ts'
import { errorCode } from '../lib/system-errors.ts'
import { editFile } from '../store/operations/edit-file.ts'

/** The text of a file, or `otherwise` where it does not exist. */
export const readTextFile = async (file: string, otherwise: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return otherwise
    throw error
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'its file system is mounted read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOSPC: 'the disk is full',
}

/**
 * Replaces a file atomically. `from`: the text that `text` was derived from. Rejects with InputError where the file has changed since, or can't
 * be written.
 */
export const replaceFile = async (file: string, text: string | Uint8Array, from?: string): Promise<void> =>
  await writable(
    file,
    async () =>
      await editFile(file, (now) => {
        if (from !== undefined && now !== null && now !== from)
          throw new InputError(`${file} was changed meanwhile by somebody else. Nothing was written; repeat the command.`)
        return text
      }),
  )

/** Calls `write`. Rejects with InputError, with the reason, where the file system refuses, as where a container's configuration is read-only. */
export const writable = async (path: string, write: () => Promise<void>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    const reason = REASONS[errorCode(error)]
    if (reason === undefined) throw error
    throw new InputError(
      `${path} could not be written: ${reason}. Run this where the folder can be written (beside a container: on its host, with --config), or edit the file by hand.`,
    )
  }
}
