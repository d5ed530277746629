/** A counting semaphore; waiters are served first come, first served. */
export type Semaphore = {
  /** Runs the work as soon as a permit is free, and returns the permit whatever the outcome. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
  readonly free: number
}

export const createSemaphore = (permits: number): Semaphore => {
  let free = permits
  const waiting: (() => void)[] = []
  const release = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        release()
      }
    },
    get free() {
      return free
    },
  }
}
