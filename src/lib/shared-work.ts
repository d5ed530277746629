/** Work that several wait for. Its signal fires when the last of them has left before it was done. */
export type SharedWork<Result> = {
  /** The result, or the signal's reason if that fires first. */
  join(signal: AbortSignal): Promise<Result>
  /** Everybody has left: its result will not come. */
  isAbandoned(): boolean
}

export const shareWork = <Result>(work: (signal: AbortSignal) => Promise<Result>): SharedWork<Result> => {
  const controller = new AbortController()
  let isDone = false
  let waiting = 0
  const result = work(controller.signal).finally(() => void (isDone = true))
  return {
    isAbandoned: () => controller.signal.aborted,
    async join(signal) {
      signal.throwIfAborted()
      const { promise: left, reject } = Promise.withResolvers<never>()
      const leave = (): void => {
        waiting -= 1
        if (waiting === 0 && !isDone) controller.abort(signal.reason)
        reject(signal.reason)
      }
      waiting += 1
      signal.addEventListener('abort', leave, { once: true })
      try {
        return await Promise.race([result, left])
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
  }
}
