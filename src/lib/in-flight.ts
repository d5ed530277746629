/** The requests, polls or jobs in flight, so that a caller can wait for them. `onEnd` is called after each one, resolved or rejected. */
export const createInFlight = (onEnd: () => void = () => {}) => {
  const pending = new Set<Promise<unknown>>()
  return {
    size: (): number => pending.size,
    track<Result>(work: Promise<Result>): Promise<Result> {
      pending.add(work)
      const end = (): void => {
        pending.delete(work)
        onEnd()
      }
      work.then(end, end)
      return work
    },
    /** Resolves when everything that is in flight now has ended. */
    drained: async (): Promise<void> => void (await Promise.allSettled(pending)),
  }
}
