/**
 * Loaded into every thread of a service by `--import`: at the runner's request it collects garbage and says what is left. The runner listens on the
 * socket that LIFE_PROBE names. With LIFE_LEAKS it leaks on purpose, at every request that the service makes.
 */
import { subscribe } from 'node:diagnostics_channel'
import { openSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads'
import { type Leak, LEAKS } from './leaks.ts'

/** Bytes, after a collection of garbage. */
export type Heaps = {
  readonly rss: number
  readonly heap: number
  readonly external: number
  readonly buffers: number
  /** By thread; a thread that was busy all the time is left out. */
  readonly workers: Readonly<Record<number, number>>
  /** Resources that keep the process alive, by type. */
  readonly resources: Readonly<Record<string, number>>
}

/** How long the threads that read may take to answer: who is at work does so afterwards. */
const BUSY_MS = 3_000
type Question = { readonly rest: number }
type Answer = { readonly rest: number; readonly thread: number; readonly heap: number }

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const channel = new BroadcastChannel('life')
channel.unref()

let workers = 0
process.on('worker', (worker) => {
  workers += 1
  worker.once('exit', () => (workers -= 1))
})

const say = (message: Question | Answer): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel between threads, not a window
  channel.postMessage(message)
}
let heard: (answer: Answer) => void = () => {}
const listenTo = (hear: (message: Question | Answer) => void): void => {
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- with a listener, the channel would keep its thread alive
  channel.onmessage = ({ data }: { readonly data: Question | Answer }): void => hear(data)
}

const restOfWorkers = async (number: number): Promise<Record<number, number>> => {
  const heaps: Record<number, number> = {}
  const { promise, resolve } = Promise.withResolvers<void>()
  heard = ({ rest, thread, heap }) => {
    if (rest === number) heaps[thread] = heap
    if (Object.keys(heaps).length >= workers) resolve()
  }
  say({ rest: number })
  await Promise.race([promise, sleep(BUSY_MS, undefined, { ref: false })])
  return heaps
}

const measure = async (number: number): Promise<Heaps> => {
  const workers = await restOfWorkers(number)
  collect()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const type of process.getActiveResourcesInfo()) resources[type] = (resources[type] ?? 0) + 1
  return { rss, heap: heapUsed, external, buffers: arrayBuffers, workers, resources }
}

const answerTo = (socket: Socket): void => {
  let asked = 0
  socket.unref()
  socket.on('error', () => {})
  socket.on('data', () => {
    asked += 1
    void measure(asked).then((heaps) => socket.write(`${JSON.stringify(heaps)}\n`))
  })
}

const leaked: unknown[] = []
const text = (length: number): string => Buffer.alloc(length, leaked.length).toString('latin1')
const leak: Readonly<Record<Leak, () => unknown>> = {
  memory: () => text(1_000),
  'much-memory': () => text(256_000),
  handle: () => openSync('/dev/null', 'r'),
  timer: () => setInterval(() => {}, 3_600_000),
}

if (isMainThread) {
  answerTo(connect(process.env['LIFE_PROBE'] ?? ''))
  const wanted = (process.env['LIFE_LEAKS'] ?? '').split(',')
  for (const kind of LEAKS.filter((one) => wanted.includes(one)))
    subscribe('undici:request:create', () => void leaked.push(leak[kind]()))
  listenTo((message) => {
    if ('heap' in message) heard(message)
  })
} else
  listenTo((message) => {
    if ('heap' in message) return
    collect()
    say({ rest: message.rest, thread: threadId, heap: process.memoryUsage().heapUsed })
  })
