import { rename, writeFile } from 'node:fs/promises'
import { InputError } from './lines.ts'

/** Why a folder does not take a file, by the system's name for it. */
const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'it lies on a file system that is mounted for reading only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOSPC: 'the disk is full',
}

/**
 * Whole or not at all: who watches the file never sees half of it. Throws InputError where the folder takes no file, as in a
 * container whose configuration is mounted for reading.
 */
export const replaceFile = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined
    if (reason === undefined) throw error
    throw new InputError(
      `${file} could not be written: ${reason}. Run this where the folder can be written (beside a container: on its host, with --config), or edit the file by hand.`,
    )
  }
}
