/** Background work of the process that leads in the role `jobs`: retention, dumps, incidents of sources, and tagging stored articles anew. */
import type { Logger } from 'pino'
import { DAY, HOUR, MINUTE } from '../lib/durations.ts'
import { type Consumer, type ConsumerParts, createConsumer } from '../log/consumer.ts'
import type { App } from '../server.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { ListenOptions, Places } from '../config/process-settings.ts'
import { dumpsFolder, writeLastDay } from './dumps.ts'
import { retagStored, taggedBy, taxonomyFingerprint } from './retagging.ts'
import { sweep } from './sweep.ts'

type Parts = {
  readonly app: App
  readonly clock: Clock
  readonly log: Logger
  readonly places: Pick<Places, 'dataFolder'>
  readonly listenOptions: Pick<ListenOptions, 'publicUrl'>
}

/** The first sweep is soon after the start, so that retention also runs in a service that is restarted every half hour. */
const SWEEPS = { firstMs: 5 * MINUTE, everyMs: HOUR }
/** Incidents shorter than a day are not reported. */
const WATCHES = { firstMs: 0, everyMs: 5 * MINUTE }

export type Upkeep = {
  /** Call when topics, entities, places or words may have changed. */
  readonly retag: () => void
  readonly close: () => Promise<void>
}

export const startUpkeep = (parts: Parts): Upkeep => {
  const { app, clock, log } = parts
  const leading = (event: string, work: ConsumerParts['work'], times: Pick<ConsumerParts, 'firstMs' | 'everyMs'>): Consumer =>
    createConsumer({
      ...times,
      work,
      elapsed: clock.elapsed,
      pauseMs: MINUTE,
      mayWork: () => app.duties.term('jobs') !== null,
      failed: (err) => log.error({ event, err }, 'it is tried again in a minute'),
    })
  const retag = leading('retag-failed', async (closing) => await retagOnce(parts, closing), {})
  const consumers = [
    retag,
    leading('prune-failed', async (closing) => await sweepNow(parts, closing), SWEEPS),
    leading('dump-failed', async () => await dumpLastDay(parts), SWEEPS),
    leading('watch-failed', async () => await watchSources(parts), WATCHES),
  ]
  app.duties.onChange((change) => {
    if (change.kind === 'leads' && change.role === 'jobs') retag.wake()
  })
  retag.wake()
  return {
    retag: retag.wake,
    close: async () => void (await Promise.all(consumers.map(async (consumer) => await consumer.close()))),
  }
}

/** Tags stored articles anew after a change of topics, entities, places or words, while polling goes on. After a later change the next run does it. */
const retagOnce = async ({ app, clock, log }: Parts, closing: AbortSignal): Promise<void> => {
  const term = app.duties.term('jobs')
  const { taxonomy, sources } = app.configuration()
  if ((await taggedBy(app.store)) === taxonomyFingerprint(taxonomy)) return
  await app.outlived()
  if (closing.aborted) return
  log.info({ event: 'retag-started' }, 'topics or words have changed: reading stored articles again')
  const report = await retagStored({
    store: app.store,
    reading: app.parts().reading,
    sources,
    taxonomy,
    now: clock.now,
    grouped: app.grouped,
    progress: () => {},
    signal: closing,
    isOurs: () => app.duties.term('jobs') === term && app.configuration().taxonomy === taxonomy,
  })
  app.group()
  if (report.finished) log.info({ event: 'retag-done', looked: report.looked, changed: report.changed })
}

const dumpLastDay = async ({ app, clock, log, places: { dataFolder }, listenOptions }: Parts): Promise<void> => {
  const configuration = app.configuration()
  const { dumps, publicUrl } = configuration.service
  if (!dumps) return
  const origin = listenOptions.publicUrl ?? publicUrl ?? ''
  const folder = dumpsFolder(dataFolder)
  const day = await writeLastDay({ store: app.store, configuration, origin, folder }, clock.now())
  if (day !== null) log.info({ event: 'dumped', day })
}

/** Updates the incidents of sources, for the health feed. */
const watchSources = async ({ app, clock, log }: Parts): Promise<void> => {
  const changed = await app.store.watchSources(clock.now())
  if (changed > 0) log.info({ event: 'sources-watched', changed })
}

const sweepNow = async ({ app, clock, log }: Parts, closing: AbortSignal): Promise<void> => {
  const { withdrawn, aheadMs } = await sweep(app, clock.now(), closing)
  if (withdrawn > 0) log.info({ event: 'pruned', articles: withdrawn })
  if (aheadMs > 0)
    log.warn(
      { event: 'retention-behind', days: Math.ceil(aheadMs / DAY) },
      'after a long stop, or with a clock that is ahead, retention moves on by a day at a time: check the clock',
    )
}
