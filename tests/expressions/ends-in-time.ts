import { setTimeout as sleep } from 'node:timers/promises'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Work } from './worker.ts'

/** Linear work of these sizes takes milliseconds, quadratic work minutes: the deadline lies far from both on every machine. */
const DEADLINE_MS = 60_000

/** Whether work ends. One thread does it, until one work does not. */
export const createRunner = (): { readonly ends: (work: Work) => Promise<boolean>; readonly close: () => Promise<void> } => {
  let worker: Worker | null = null
  const close = async (): Promise<void> => {
    await worker?.terminate()
    worker = null
  }
  return {
    async ends(work) {
      worker ??= new Worker(new URL('worker.ts', import.meta.url))
      const over = new AbortController()
      const done = once(worker, 'message', { signal: over.signal }).then(() => true)
      const late = sleep(DEADLINE_MS, false, { signal: over.signal })
      worker.postMessage(work, [])
      try {
        const isDone = await Promise.race([done, late])
        if (!isDone) await close()
        return isDone
      } finally {
        over.abort()
        await Promise.allSettled([done, late])
      }
    },
    close,
  }
}
