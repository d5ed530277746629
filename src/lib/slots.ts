/** A number of places; whoever finds none waits its turn, first come first served. */
export type Slots = {
  /** Runs the work as soon as a place is free, and frees it whatever the work does. */
  use<Result>(work: () => Promise<Result>): Promise<Result>
  readonly free: number
}

export const createSlots = (places: number): Slots => {
  let free = places
  const waiting: (() => void)[] = []
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async use(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        leave()
      }
    },
    get free() {
      return free
    },
  }
}
