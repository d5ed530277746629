/** Runs reloads one after the other, so that the last state of the files takes effect last. `closed`: the service is stopping. */
export const createReloads = (reload: (closed: AbortSignal) => Promise<void>, failed: (error: unknown) => void) => {
  const closing = new AbortController()
  let last = Promise.resolve()
  const run = async (): Promise<void> => {
    try {
      if (!closing.signal.aborted) await reload(closing.signal)
    } catch (error) {
      // The next start applies the configuration.
      if (!closing.signal.aborted) failed(error)
    }
  }
  return {
    /** Resolves when the reload has ended, also where it failed. */
    async start(): Promise<void> {
      last = last.then(run)
      await last
    },
    /** Resolves when the reload in progress has ended; no other is started. */
    async close(): Promise<void> {
      closing.abort()
      await last
    },
  }
}
