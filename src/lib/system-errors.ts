/** Errors of the operating system by their names (`man 3 errno`). */

/** Empty: it has none. */
export const errorCode = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  // All addresses of a name failed: the first one's error is reported.
  return error instanceof AggregateError ? errorCode(error.errors[0]) : ''
}

/** There is no such file or folder. */
export const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error))

/**
 * This process, or the whole machine, has as many files and connections open as it may (RLIMIT_NOFILE). An error that another thread met, or
 * that Node met while it loaded a module, has lost its code.
 */
export const isOutOfDescriptors = (error: unknown): boolean =>
  ['EMFILE', 'ENFILE'].includes(errorCode(error)) ||
  (error instanceof Error && /too many open files|\bEMFILE\b/i.test(error.message))

/** This process, its user or its container has as many threads as it may (RLIMIT_NPROC, pids.max), or there is no memory for one more. */
export const isOutOfThreads = (error: unknown): boolean =>
  errorCode(error) === 'ERR_WORKER_INIT_FAILED' && error instanceof Error && /\bEAGAIN\b/.test(error.message)

/** This machine has run out of file descriptors or threads. It says nothing about the server that was asked. */
export class Exhausted extends Error {
  override readonly name = 'Exhausted'
  readonly what: keyof typeof ADVICE
  constructor(what: keyof typeof ADVICE, cause: unknown) {
    super(ADVICE[what], { cause })
    this.what = what
  }
}
const ADVICE = {
  descriptors: 'no more files or connections can be opened. Raise the limit (ulimit -n, LimitNOFILE).',
  threads: 'no more threads can be started. Raise the limit (ulimit -u, TasksMax, --pids-limit), or give more memory.',
}
