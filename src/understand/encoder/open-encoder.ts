/** The encoder in a thread of its own, which takes texts as fast as it encodes them and is replaced when a text ends it. */
import { extname } from 'node:path'
import { createThreads, type Threads } from '../../threads/threads.ts'
import type { Encoder } from './encoder.ts'
import type { EncoderInput } from './encoder-text.ts'
import { checkModel } from './model-files.ts'
import { withoutTelemetry } from './without-telemetry.ts'

export type EncoderParts = {
  /** Called with the reason each time that a text has no vector or a thread had to be replaced. */
  readonly failed?: (why: string) => void
  /** The thread's module; another one in tests. */
  readonly module?: URL
}

const MODULE = new URL(`encoder-thread${extname(import.meta.url)}`, import.meta.url)
/** The thread takes so many texts at a time: enough to put those of one length together. */
const TEXTS_AT_ONCE = 64
/** Processor time for these: a hundred times what they take. */
const DEADLINE_MS = 60_000
/** Heap of the thread; the graph's memory lies outside of it. */
const MEMORY_MB = 128

/** Opens the model of a folder. A missing, cut or foreign file is a failure that says which. */
export const openEncoder = (
  folder: string,
  { failed = () => {}, module = MODULE }: EncoderParts = {},
): Encoder | { readonly failure: string } => {
  const check = checkModel(folder)
  if (!check.ok) return { failure: check.failure }
  withoutTelemetry()
  const threads = createThreads({ file: module, data: { folder }, memoryMb: MEMORY_MB })
  const queue = createQueue(threads, failed)
  return {
    revision: check.revision,
    async encode(inputs) {
      const vectors: (Int8Array | null)[] = []
      // No caller has more texts waiting than the thread takes at once, so that the queue stays short and all get their turn.
      for (let at = 0; at < inputs.length; at += TEXTS_AT_ONCE)
        vectors.push(...(await Promise.all(inputs.slice(at, at + TEXTS_AT_ONCE).map(queue))))
      return vectors
    },
    close: async () => await threads.close(),
  }
}

type Waiting = { readonly input: EncoderInput; readonly done: (vector: Int8Array | null) => void }

/** Texts of all callers, first come, first served. */
const createQueue = (threads: Threads, failed: (why: string) => void): ((input: EncoderInput) => Promise<Int8Array | null>) => {
  const waiting: Waiting[] = []
  let isRunning = false
  const run = async (): Promise<void> => {
    isRunning = true
    while (waiting.length > 0) {
      const taken = waiting.splice(0, TEXTS_AT_ONCE)
      const vectors = await encodeOrTryAlone(
        threads,
        taken.map(({ input }) => input),
        failed,
      )
      for (const [nth, { done }] of taken.entries()) done(vectors[nth] ?? null)
    }
    isRunning = false
  }
  return async (input) => {
    const { promise, resolve } = Promise.withResolvers<Int8Array | null>()
    waiting.push({ input, done: resolve })
    // Begins when the caller has handed over all its texts.
    if (!isRunning) queueMicrotask(() => void (isRunning ? null : run()))
    return await promise
  }
}

/** One text can end the thread for all others of its batch: each is tried alone then. */
const encodeOrTryAlone = async (
  threads: Threads,
  inputs: readonly EncoderInput[],
  failed: (why: string) => void,
): Promise<readonly (Int8Array | null)[]> => {
  try {
    return await encodeIn(threads, inputs)
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error))
    if (inputs.length === 1) return [null]
  }
  const vectors: (Int8Array | null)[] = []
  for (const input of inputs) vectors.push(...(await encodeOrTryAlone(threads, [input], failed)))
  return vectors
}

const encodeIn = async (threads: Threads, inputs: readonly EncoderInput[]): Promise<readonly Int8Array[]> => {
  const job = { name: 'encode', task: { inputs } }
  return (await threads.take().run(job, [], { signal: undefined, processorMs: DEADLINE_MS })) as readonly Int8Array[]
}
