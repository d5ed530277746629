import process from 'node:process'
import type { Worker } from 'node:worker_threads'

/** Where a process's memory lies, in MB: the most that was seen of each part, so the parts needn't add up to the peak. */
export type Memory = {
  /** Resident, of the whole process, as the system counts it. */
  readonly peak: number
  /** Heap of the main thread, in use and free. */
  readonly main: number
  /** Heaps of all worker threads. */
  readonly workers: number
  /** Buffers outside the main thread's heap: bodies, rendered feeds, tables. */
  readonly buffers: number
}

const MB = 1_048_576
const EVERY_MS = 20

/** Watches from now on. Threads that are started later are found too; what they hold outside their heaps is in `peak` alone. */
export const watchMemory = (): (() => Memory) => {
  const workers = new Set<Worker>()
  const most = { main: 0, workers: 0, buffers: 0 }
  process.on('worker', (worker) => {
    workers.add(worker)
    worker.once('exit', () => workers.delete(worker))
  })
  const sample = async (): Promise<void> => {
    const { heapTotal, arrayBuffers } = process.memoryUsage()
    most.main = Math.max(most.main, heapTotal)
    most.buffers = Math.max(most.buffers, arrayBuffers)
    const heaps = await Promise.allSettled([...workers].map((worker) => worker.getHeapStatistics()))
    const total = heaps.reduce((sum, heap) => sum + (heap.status === 'fulfilled' ? heap.value.total_heap_size : 0), 0)
    most.workers = Math.max(most.workers, total)
  }
  setInterval(() => void sample(), EVERY_MS).unref()
  return () => ({
    peak: process.resourceUsage().maxRSS / 1_024,
    main: most.main / MB,
    workers: most.workers / MB,
    buffers: most.buffers / MB,
  })
}
