import type { Places } from '../config/process-settings.ts'
import type { Logger } from 'pino'
import type { App } from '../server.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { type Consumer, createConsumer } from '../log/consumer.ts'
import { isRebuildUnderWay, type RebuildOptions } from '../grouping/rebuild.ts'
import { StoreError } from '../store/ports/store.ts'
import { openRequests } from './requests.ts'

type Parts = {
  readonly app: App
  readonly places: Pick<Places, 'dataFolder'>
  readonly log: Logger
  readonly clock: Pick<Clock, 'elapsed'>
}

const LOOK_MS = 2_000
const REPORT_MS = 10_000

/**
 * Rebuilds stories while polling goes on: when a command requests it, and where one was interrupted, at the start and after the store could not be
 * written to.
 */
export const regroupInBackground = ({ app, places: { dataFolder }, log, clock }: Parts): Consumer => {
  let mayBeUnfinished = true
  let isInterrupted = false
  const consumer = createConsumer({
    elapsed: clock.elapsed,
    firstMs: 0,
    everyMs: LOOK_MS,
    pauseMs: LOOK_MS,
    mayWork: async () => app.duties.term('grouper') !== null && (!isInterrupted || (await app.store.health()).writable),
    failed(err) {
      isInterrupted = mayBeUnfinished = err instanceof StoreError
      if (isInterrupted) log.error({ event: 'regroup-not-stored', err }, 'it goes on when the store can be written to')
      else log.error({ event: 'regroup-failed', err }, 'it goes on at the next start')
    },
    async work(signal) {
      const resumes = async () => (mayBeUnfinished && (await isRebuildUnderWay(app.store)) ? { since: null } : null)
      const request = (await takeRequest(dataFolder, app)) ?? (await resumes())
      mayBeUnfinished = request !== null
      if (request === null) return
      log.info({ event: 'regroup-started', since: request.since === null ? null : new Date(request.since).toISOString() })
      const report = await app.rebuild({ since: request.since, signal, progress: progressIn(log, clock.elapsed) })
      isInterrupted = mayBeUnfinished = !report.finished
      if (report.finished) log.info({ event: 'regroup-done', ...report })
    },
  })
  app.duties.onChange((change) => {
    if (change.kind !== 'leads' || change.role !== 'grouper') return
    mayBeUnfinished = true
    consumer.wake()
  })
  return consumer
}

/** The open request; null: there is none. It is deleted before the rebuild begins, since an interrupted rebuild is continued in any case. */
const takeRequest = async (dataFolder: string, { store }: App): Promise<Pick<RebuildOptions, 'since'> | null> => {
  const [request] = await openRequests(dataFolder, store, 'regroup')
  if (request === undefined) return null
  await request.forget()
  const since = Date.parse(request.about)
  return { since: Number.isNaN(since) ? null : since }
}

const progressIn = (log: Logger, elapsed: Clock['elapsed']) => {
  let reportedAt = elapsed()
  return (done: number, total: number, decided: number): void => {
    if (elapsed() - reportedAt < REPORT_MS) return
    reportedAt = elapsed()
    log.info({ event: 'regroup-progress', done, total, decided })
  }
}
