/** What the operating system refuses, by its own names. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'what should be a folder is a file',
  EISDIR: 'it is a folder, and a file is needed',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'it lies on a file system that is mounted for reading only',
  ENOSPC: 'the disk is full',
}

export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error

/** What went wrong outside, and what to do about it. */
export const systemErrorText = ({ code = '', syscall, path, message }: NodeJS.ErrnoException): string => {
  if (syscall === 'listen') return `${message}. Stop what uses it, or give another address (--listen, POLYWIRE_LISTEN).`
  const reason = REASONS[code]
  // Who reads from an open file isn't told its name again.
  if (reason !== undefined) return `${path === undefined ? '' : `${path}: `}${reason}.`
  return `${message}. Check that the path or address is right and free to use.`
}
