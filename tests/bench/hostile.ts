/**
 * What hostile documents cost the thread that reads them, each on its own: processor time, and the memory that the process has more at its most
 * than before the first, the making of the document included. In a process of its own: `hostile.ts [PART OF A NAME]`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import type { Worker } from 'node:worker_threads'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { createReading } from '../../src/ingest/reading.ts'
import { type NamedDocument, slowDocuments } from '../hostile/slow-documents.ts'
import { NOON, source } from '../store/samples.ts'

const MOST_CPU_MS = 2_000
const MOST_BYTES = 512 * 1_048_576
const SHOWN = 20
const KB = 1_024
/** The defaults of `read.memory` and `read.max_items`; the deadline is out of the way. */
const LIMITS = { memoryMb: 400, maxItems: 5_000, deadlineMs: 120_000 }
const write = (text: string): void => void process.stdout.write(`${text}\n`)

type Cost = {
  readonly name: string
  readonly megabytes: number
  readonly cpuMs: number
  readonly bytes: number
  readonly outcome: string
}

/** proc_pid_status(5): resident now, and the most since it was reset (proc_pid_clear_refs(5)). */
const resident = (field: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * KB
const resetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5')

const workers = new Set<Worker>()
process.on('worker', (worker) => {
  workers.add(worker)
  worker.once('exit', () => workers.delete(worker))
})
const workersCpuMs = async (): Promise<number> => {
  const all = await Promise.allSettled([...workers].map(async (worker) => await worker.cpuUsage()))
  return all.reduce((sum, one) => (one.status === 'fulfilled' ? sum + (one.value.user + one.value.system) / 1_000 : sum), 0)
}

const read = await readConfiguration(resolve(import.meta.dirname, '../../config'), process.env)
if (!read.ok) throw new Error('config/ cannot be read')
const reading = createReading({ taxonomy: read.configuration.taxonomy, stories: 'field', workers: 1, ...LIMITS })

/** Resident when nothing hostile had been read yet. */
let begun = 0

const costOf = async ({ name, bytes: make, page }: NamedDocument): Promise<Cost> => {
  const bytes = new Uint8Array(make())
  const megabytes = bytes.length / 1_000_000
  globalThis.gc?.()
  const cpu = await workersCpuMs()
  resetPeak()
  const outcome = await reading.read({
    document: { bytes, url: 'https://upstream.example/feed', contentType: null, language: null },
    source: { ...source('upstream'), page: page ?? null },
    known: new Map<string, string>(),
    isFirstRead: true,
    now: NOON,
    maxItems: LIMITS.maxItems,
  })
  if (outcome.ok) while (outcome.nextRows() !== null);
  const used = await workersCpuMs()
  const peak = resident('VmHWM') - begun
  // A thread that was given up takes its time with it.
  const cpuMs = used < cpu ? Number.POSITIVE_INFINITY : used - cpu
  return { name, megabytes, cpuMs, bytes: peak, outcome: outcome.ok ? 'read' : outcome.failure.kind }
}

const rows = (title: string, costs: readonly Cost[]): void => {
  write(`${title.padEnd(56)} ${['MB', 'CPU ms', 'peak MB'].map((name) => name.padStart(8)).join(' ')}  outcome`)
  for (const { name, megabytes, cpuMs, bytes, outcome } of costs.slice(0, SHOWN))
    write(
      `${name.padEnd(56)} ${[megabytes.toFixed(1), cpuMs.toFixed(0), (bytes / 1_048_576).toFixed(0)].map((text) => text.padStart(8)).join(' ')}  ${outcome}`,
    )
}

const [part = ''] = process.argv.slice(2)
// A thread of the pool keeps no process alive, and what it is asked is answered by it alone.
const alive = setInterval(() => {}, 60_000)
// Loads models and lexicons.
await costOf({ name: '', bytes: () => Buffer.from('<rss><channel><item><title>Hello world</title></item></channel></rss>') })
begun = resident('VmRSS')
const costs: Cost[] = []
const isOver = ({ cpuMs, bytes }: Cost): boolean => cpuMs >= MOST_CPU_MS || bytes >= MOST_BYTES
for (const document of slowDocuments().filter(({ name }) => name.includes(part))) {
  const cost = await costOf(document)
  costs.push(cost)
  if (isOver(cost)) rows('over', [cost])
}
await reading.close()
clearInterval(alive)
rows(
  'the longest',
  costs.toSorted((a, b) => b.cpuMs - a.cpuMs),
)
rows(
  'the largest',
  costs.toSorted((a, b) => b.bytes - a.bytes),
)
const over = costs.filter(isOver)
write(`${costs.length} documents, ${over.length} over ${MOST_CPU_MS / 1_000} s or ${MOST_BYTES / 1_048_576} MB`)
process.exitCode = over.length === 0 ? 0 : 1
