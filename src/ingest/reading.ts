import { extname } from 'node:path'
import { createSemaphore } from '../lib/concurrency.ts'
import { MINUTE } from '../lib/durations.ts'
import type { GroupedArticles } from '../model/grouped-articles.ts'
import type { CrashFailure } from '../model/quarantine.ts'
import { withSharedLexicons } from '../model/shared-lexicons.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { NewArticleRow } from '../store/new-article-row.ts'
import type { ReadOutcome, ReadTask } from './read-feed.ts'
import type { RightsReadings, RightsTask } from './read-rights.ts'
import type { PageOutcome, PageTask } from './understand-page.ts'
import type { ReadSummary, Retagged, RetagTask, WorkerSettings } from './read-worker.ts'
import { createThreads, OutOfTime, ThreadEnded, type Threads } from '../threads/threads.ts'

export type ReadingSettings = {
  readonly taxonomy: Taxonomy
  readonly stories: GroupedArticles
  readonly workers: number
  /** Processor time for one document, without that of other programs: a document that takes longer is given up and its thread replaced. */
  readonly deadlineMs: number
  /** Heap of one worker thread; a document that needs more is given up. */
  readonly memoryMb: number
}

export type DocumentRead =
  | (Extract<ReadSummary, { ok: true }> & {
      /** The next rows of new or changed items, oldest first, as many as one transaction takes; null: there are no more. */
      readonly nextRows: () => readonly NewArticleRow[] | null
    })
  | Extract<ReadSummary, { ok: false }>
  | Crash

export type PageCrash = { readonly kind: 'crashed'; readonly detail: string }

/** Reads documents in worker threads. A hostile document can end only its thread. */
export type Reading = {
  /**
   * Rejects with the signal's reason if it is aborted before the end; the thread is replaced. The document's bytes are unusable after
   * the call: they are transferred to the thread, which frees them.
   */
  read(task: ReadTask, signal?: AbortSignal): Promise<DocumentRead>
  /** The same, with whole articles instead of rows, for commands that show what a document contains. */
  inspect(task: ReadTask): Promise<ReadOutcome>
  /** What the page of an article adds to it. Rejects with the signal's reason if it is aborted before the end. */
  understandPage(task: PageTask, signal?: AbortSignal): Promise<PageOutcome | PageCrash>
  /**
   * What a site publishes about its rights; null: reading it ended its thread. Sites take turns with sources. Rejects with the signal's reason if it is
   * aborted before the end.
   */
  readRights<Kind extends keyof RightsReadings>(
    task: RightsTask<Kind>,
    site: string,
    signal?: AbortSignal,
  ): Promise<RightsReadings[Kind] | null>
  retag(task: RetagTask): Promise<readonly Retagged[]>
  close(): Promise<void>
}

/** Ordinary pages and licences take some ten milliseconds; a hostile one must not occupy a thread for long. */
const PAGE_DEADLINE_MS = 5_000

/** For a few hundred articles, each of which was once read within the deadline of a document. */
const RETAG_DEADLINE_MS = 10 * MINUTE

export const createReading = (settings: ReadingSettings): Reading => {
  const threads = createThreads({
    file: new URL(`read-worker${extname(import.meta.url)}`, import.meta.url),
    data: { taxonomy: withSharedLexicons(settings.taxonomy), stories: settings.stories } satisfies WorkerSettings,
    memoryMb: settings.memoryMb,
  })
  // Waiting for a thread does not count against the deadline. Sources take turns.
  const turns = createSemaphore(settings.workers)
  const run = createRunner(threads, settings)
  return {
    read: (task, signal) =>
      turns.run(
        () =>
          withRows((port) => {
            const moved = [...ownMemoryOf(task.document), port]
            return run<ReadSummary>('read', { ...task, port }, { signal, moved, deadlineMs: settings.deadlineMs })
          }),
        task.source.id,
      ),
    inspect: (task) =>
      turns.run(() => {
        const moved = [...ownMemoryOf(task.document)]
        return run<ReadOutcome>('inspect', task, { signal: undefined, moved, deadlineMs: settings.deadlineMs })
      }),
    understandPage: (task, signal) =>
      turns.run(async () => {
        const moved = 'bytes' in task.page ? [...ownMemoryOf(task.page)] : []
        const deadlineMs = Math.min(PAGE_DEADLINE_MS, settings.deadlineMs)
        const answer = await run<PageOutcome>('page', task, { signal, moved, deadlineMs })
        return 'crashed' in answer ? { kind: 'crashed', detail: answer.failure.detail } : answer
      }, task.source),
    readRights: <Kind extends keyof RightsReadings>(task: RightsTask<Kind>, site: string, signal?: AbortSignal) =>
      turns.run(async () => {
        const deadlineMs = Math.min(PAGE_DEADLINE_MS, settings.deadlineMs)
        const answer = await run<RightsReadings[Kind]>('rights', task, { signal, moved: [...ownMemoryOf(task)], deadlineMs })
        return 'crashed' in answer ? null : answer
      }, site),
    retag: (task) =>
      turns.run(async () => {
        const answer = await run<readonly Retagged[]>('retag', task, {
          signal: undefined,
          moved: [],
          deadlineMs: RETAG_DEADLINE_MS,
        })
        if ('ok' in answer) throw new Error(answer.failure.detail)
        return answer
      }),
    close: () => threads.close(),
  }
}

/** Runs tasks in threads; a task that ends its thread, as by exceeding time or memory, resolves to a Crash. Rejects where a thread can't start. */
const createRunner =
  (threads: Threads, settings: ReadingSettings) =>
  async <Answer>(name: string, task: object, { signal, moved, deadlineMs }: Running): Promise<Answer | Crash> => {
    signal?.throwIfAborted()
    try {
      return (await threads.take().run({ name, task }, moved, { signal, processorMs: deadlineMs })) as Answer
    } catch (error) {
      signal?.throwIfAborted()
      const detail = whyGivenUp(error, { ...settings, deadlineMs })
      if (detail === null) throw error
      return { ok: false, failure: { kind: 'too-hard', detail }, crashed: true }
    }
  }

/** Calls `read` with a port for the rows, and returns a function that takes these from it. */
const withRows = async (read: (port: MessagePort) => Promise<ReadSummary | Crash>): Promise<DocumentRead> => {
  const { port1: rows, port2: port } = new MessageChannel()
  try {
    const summary = await read(port)
    if (summary.ok) return { ...summary, nextRows: () => rowsFrom(rows) }
    rows.close()
    return summary
  } catch (error) {
    rows.close()
    throw error
  }
}

type Running = {
  readonly signal: AbortSignal | undefined
  readonly moved: (ArrayBuffer | MessagePort)[]
  readonly deadlineMs: number
}
type Crash = { readonly ok: false; readonly failure: CrashFailure; readonly crashed: true }

const rowsFrom = (port: MessagePort): readonly NewArticleRow[] | null => {
  const received = receiveMessageOnPort(port)
  if (received !== undefined) return received.message as readonly NewArticleRow[]
  port.close()
  return null
}

/** The buffer if the bytes fill it; a view of a larger buffer can't be transferred, since others use the rest. */
const ownMemoryOf = ({ bytes }: { readonly bytes: Uint8Array }): readonly ArrayBuffer[] =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : []

const whyGivenUp = (error: unknown, { deadlineMs, memoryMb }: ReadingSettings): string | null => {
  if (!(error instanceof Error)) return null
  if (error instanceof OutOfTime) return `reading took over ${deadlineMs} ms of the processor`
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return `reading needed over ${memoryMb} MB`
  if (error instanceof ThreadEnded) return error.message
  return null
}
