/** A limit of connections to each host, and a minimum gap between two requests to it. Hosts do not wait for each other. */
export type HostPacing = {
  /** Resolves when a request to the host may start; rejects with the signal's reason. */
  acquire(host: string, signal: AbortSignal): Promise<HostPermit>
  close(): void
}
export type HostPermit = { release(): void }

export type HostPacingParts = {
  readonly concurrency: number
  readonly gapMs: number
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

export const createHostPacing = (parts: HostPacingParts): HostPacing => {
  const queues = new Map<string, HostQueue>()
  return {
    acquire(host, signal) {
      const queue = queues.get(host) ?? createQueue(parts, () => queues.delete(host))
      queues.set(host, queue)
      return new Promise((resolve, reject) => {
        const start = (): void => {
          signal.removeEventListener('abort', cancel)
          resolve(queue.permit())
        }
        const cancel = (): void => {
          queue.cancel(start)
          reject(signal.reason as Error)
        }
        signal.addEventListener('abort', cancel, { once: true })
        if (signal.aborted) cancel()
        else queue.enqueue(start)
      })
    },
    close() {
      for (const queue of queues.values()) queue.close()
      queues.clear()
    },
  }
}

type HostQueue = {
  enqueue(start: () => void): void
  cancel(start: () => void): void
  permit(): HostPermit
  close(): void
}

const createQueue = ({ concurrency, gapMs, elapsed }: HostPacingParts, onIdle: () => unknown): HostQueue => {
  const waiting = new Set<() => void>()
  let active = 0
  let freeAt = 0
  let timer: NodeJS.Timeout | null = null

  const startNext = (): void => {
    while (active < concurrency && timer === null) {
      const gapLeftMs = freeAt - elapsed()
      if (gapLeftMs > 0) {
        timer = setTimeout(gapOver, Math.ceil(gapLeftMs))
        // A gap that no request waits for does not keep the process alive.
        if (waiting.size === 0) timer.unref()
        return
      }
      const [next] = waiting
      if (next === undefined) break
      waiting.delete(next)
      active += 1
      freeAt = elapsed() + gapMs
      next()
    }
    if (active === 0 && waiting.size === 0 && timer === null) onIdle()
  }
  const gapOver = (): void => {
    timer = null
    startNext()
  }
  return {
    enqueue(start) {
      waiting.add(start)
      timer?.ref()
      startNext()
    },
    cancel(start) {
      waiting.delete(start)
      startNext()
    },
    permit: () => ({
      release() {
        active -= 1
        startNext()
      },
    }),
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
