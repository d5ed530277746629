export const errorCode = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  // All addresses of a name failed: the first one's error is reported.
  return error instanceof AggregateError ? errorCode(error.errors[0]) : ''
}

export const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error))

/**
 * Whether this process, or the whole machine, has as many files and connections open as it may (RLIMIT_NOFILE). The message is checked too, since an
 * error from another thread, or from loading a module, has lost its code.
 */
export const isOutOfDescriptors = (error: unknown): boolean =>
  ['EMFILE', 'ENFILE'].includes(errorCode(error)) ||
  (error instanceof Error && /too many open files|\bEMFILE\b/i.test(error.message))

/** Whether no thread can start: the process, its user or its container is at its limit (RLIMIT_NPROC, pids.max), or there is no memory. */
export const isOutOfThreads = (error: unknown): boolean =>
  errorCode(error) === 'ERR_WORKER_INIT_FAILED' && error instanceof Error && /\bEAGAIN\b/.test(error.message)

/** This machine has run out of file descriptors or threads. It is no failure of the requested server. */
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
