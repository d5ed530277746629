/** Recurring work of the process that leads in the role `jobs`: retention, dumps, incidents of sources, and tagging stored articles anew. */
import type { Logger } from 'pino'
import { DAY, HOUR, MINUTE } from '../lib/durations.ts'
import type { App } from '../server.ts'
import { repeat } from '../lib/repeat.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { ListenOptions } from '../config/process-settings.ts'
import { dumpsFolder, writeLastDay } from './dumps.ts'
import { retagStored, taggedBy, taxonomyFingerprint } from './retagging.ts'
import { sweep } from './sweep.ts'

type Parts = {
  readonly app: App
  readonly clock: Clock
  readonly log: Logger
  readonly dataFolder: string
  readonly listenOptions: Pick<ListenOptions, 'publicUrl'>
}

/** The first sweep is soon after the start, so that retention also runs in a service that is restarted every half hour. */
const SWEEPS = { firstMs: 5 * MINUTE, everyMs: HOUR }
/** Incidents shorter than a day are not reported. */
const WATCHES = { firstMs: 0, everyMs: 300_000 }

export type Upkeep = {
  /** Call when topics, entities, places or words may have changed. */
  readonly retag: () => void
  readonly close: () => void
}

export const startUpkeep = (parts: Parts): Upkeep => {
  const stopping = new AbortController()
  const retag = backgroundRetag(parts, stopping.signal)
  const whenLeading = (work: () => Promise<void>) => (): void => {
    if (parts.app.duties.term('jobs') !== null) void work()
  }
  const ends = [
    repeat(
      whenLeading(async () => await sweepNow(parts, stopping.signal)),
      SWEEPS,
    ),
    repeat(
      whenLeading(async () => await dumpLastDay(parts)),
      SWEEPS,
    ),
    repeat(
      whenLeading(async () => await watchSources(parts)),
      WATCHES,
    ),
  ]
  parts.app.duties.onChange((change) => {
    if (change.kind === 'leads' && change.role === 'jobs') retag()
  })
  retag()
  return {
    retag,
    close() {
      stopping.abort()
      for (const end of ends) end()
    },
  }
}

/** Tags stored articles anew after a change of topics, entities, places or words, while polling goes on. A later change starts it again. */
const backgroundRetag = (parts: Parts, stopping: AbortSignal): (() => void) => {
  let superseded = new AbortController()
  let last = Promise.resolve()
  return () => {
    superseded.abort()
    superseded = new AbortController()
    const signal = AbortSignal.any([stopping, superseded.signal])
    last = last.then(() => retagOnce(parts, signal))
  }
}

const retagOnce = async ({ app, clock, log }: Parts, signal: AbortSignal): Promise<void> => {
  const term = app.duties.term('jobs')
  if (term === null) return
  const { taxonomy, sources } = app.configuration()
  try {
    if (signal.aborted || (await taggedBy(app.store)) === taxonomyFingerprint(taxonomy)) return
    await app.outlived()
    if (signal.aborted) return
    log.info({ event: 'retag-started' }, 'topics or words have changed: reading stored articles again')
    const { reading } = app.parts()
    const report = await retagStored({
      store: app.store,
      reading,
      sources,
      taxonomy,
      now: clock.now,
      grouped: app.grouped,
      progress: () => {},
      signal,
      isOurs: () => app.duties.term('jobs') === term,
    })
    app.group()
    if (report.finished) log.info({ event: 'retag-done', looked: report.looked, changed: report.changed })
  } catch (error) {
    if (!signal.aborted) log.error({ event: 'retag-failed', err: error }, 'it goes on at the next start')
  }
}

const dumpLastDay = async ({ app, clock, log, dataFolder, listenOptions }: Parts): Promise<void> => {
  const configuration = app.configuration()
  const { dumps, publicUrl } = configuration.service
  if (!dumps) return
  try {
    const origin = listenOptions.publicUrl ?? publicUrl ?? ''
    const folder = dumpsFolder(dataFolder)
    const day = await writeLastDay({ store: app.store, configuration, origin, folder }, clock.now())
    if (day !== null) log.info({ event: 'dumped', day })
  } catch (error) {
    log.error({ event: 'dump-failed', err: error }, 'it is tried again within the hour')
  }
}

/** Updates the incidents of sources, for the health feed. */
const watchSources = async ({ app, clock, log }: Parts): Promise<void> => {
  try {
    const changed = await app.store.watchSources(clock.now())
    if (changed > 0) log.info({ event: 'sources-watched', changed })
  } catch (error) {
    log.error({ event: 'watch-failed', err: error })
  }
}

/** A stop does not wait for it to end: it continues after the next start. */
const sweepNow = async ({ app, clock, log }: Parts, stopping: AbortSignal): Promise<void> => {
  try {
    const { withdrawn, aheadMs } = await sweep(app, clock.now())
    if (withdrawn > 0) log.info({ event: 'pruned', articles: withdrawn })
    if (aheadMs > 0)
      log.warn(
        { event: 'retention-behind', days: Math.ceil(aheadMs / DAY) },
        'after a long stop, or with a clock that is ahead, retention moves on by a day at a time: check the clock',
      )
  } catch (error) {
    if (!stopping.aborted) log.error({ event: 'prune-failed', err: error })
  }
}
