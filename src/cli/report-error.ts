import { ConfigurationError, problemLine } from '../server/load-configuration.ts'
import { SettingError } from '../model/configuration.ts'
import { StoreError, UnusableFolder } from '../store/ports/store.ts'
import { InputError } from '../model/input-error.ts'
import { counted } from './terminal.ts'

/** Writes what went wrong and what to do about it. Returns the exit code: 2 where the command line or the configuration is wrong, else 1. */
export const reportError = (error: unknown, note: (text: string) => void): number => {
  if (error instanceof ConfigurationError) {
    for (const problem of error.problems) note(problemLine(problem))
    note(`The configuration has ${counted(error.problems.length, 'problem')}. "polywire check" lists them again.`)
    return 2
  }
  if (error instanceof SettingError || error instanceof InputError || error instanceof UnusableFolder) {
    note(error.message)
    return 2
  }
  if (error instanceof StoreError) {
    note(error.message)
    return 1
  }
  if (isSystemError(error)) {
    note(systemErrorText(error))
    return 1
  }
  note(
    `This is a bug in Polywire, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  return 1
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'what should be a folder is a file',
  EISDIR: 'it is a folder, and a file is needed',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'its file system is mounted read-only',
  ENOSPC: 'the disk is full',
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error

const systemErrorText = ({ code = '', syscall, path, message }: NodeJS.ErrnoException): string => {
  if (syscall === 'listen') return `${message}. Stop what uses it, or give another address (--listen, POLYWIRE_LISTEN).`
  const reason = REASONS[code]
  // An error in reading an open file names no path.
  if (reason !== undefined) return `${path === undefined ? '' : `${path}: `}${reason}.`
  return `${message}. Check that the path or address is right and free to use.`
}
