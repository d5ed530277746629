/** Few connections per host, and a pause between two requests to it. Hosts don't wait for each other. */
export type HostTurns = {
  /** Resolves when the host may be asked; rejects with the signal's reason. */
  take(host: string, signal: AbortSignal): Promise<Turn>
  /** Drops all timers. */
  close(): void
}
export type Turn = {
  /** True: others are at this host just now, or wait for it. */
  readonly crowded: boolean
  end(): void
}

export type TurnLimits = { readonly concurrency: number; readonly gapMs: number }

/** `left` is told each host that nobody asks any more and whose pause is over. */
export const createHostTurns = (limits: TurnLimits, left: (host: string) => void): HostTurns => {
  const queues = new Map<string, HostQueue>()
  return {
    take(host, signal) {
      const queue = queues.get(host) ?? createQueue(limits, () => queues.delete(host) && left(host))
      queues.set(host, queue)
      return new Promise((resolve, reject) => {
        const start = (): void => {
          signal.removeEventListener('abort', leave)
          resolve(queue.turn())
        }
        const leave = (): void => {
          queue.leave(start)
          reject(signal.reason as Error)
        }
        signal.addEventListener('abort', leave, { once: true })
        if (signal.aborted) leave()
        else queue.join(start)
      })
    },
    close() {
      for (const queue of queues.values()) queue.close()
      queues.clear()
    },
  }
}

type HostQueue = {
  join(start: () => void): void
  leave(start: () => void): void
  turn(): Turn
  close(): void
}

/** `emptied`: nobody is here or waits, and the pause is over, so that the host can be forgotten. */
const createQueue = ({ concurrency, gapMs }: TurnLimits, emptied: () => void): HostQueue => {
  const waiting = new Set<() => void>()
  let active = 0
  let freeAt = 0
  let timer: NodeJS.Timeout | null = null

  const admit = (): void => {
    while (active < concurrency && timer === null) {
      const pauseMs = freeAt - performance.now()
      if (pauseMs > 0) {
        timer = setTimeout(wake, Math.ceil(pauseMs))
        // Only those who wait keep the process alive.
        if (waiting.size === 0) timer.unref()
        return
      }
      const [next] = waiting
      if (next === undefined) break
      waiting.delete(next)
      active += 1
      freeAt = performance.now() + gapMs
      next()
    }
    if (active === 0 && waiting.size === 0 && timer === null) emptied()
  }
  const wake = (): void => {
    timer = null
    admit()
  }
  return {
    join(start) {
      waiting.add(start)
      timer?.ref()
      admit()
    },
    leave(start) {
      waiting.delete(start)
      admit()
    },
    turn: () => ({
      get crowded() {
        return active > 1 || waiting.size > 0
      },
      end() {
        active -= 1
        admit()
      },
    }),
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
