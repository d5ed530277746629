/** The long-running service: schedule, workers and web in one process, reloaded when the configuration changes. */
import type { Logger } from 'pino'
import type { App } from '../app.ts'
import { watchConfiguration } from '../config/watch-configuration.ts'
import type { SourceId } from '../model/ids.ts'
import { describeFailure } from '../model/source.ts'
import type { PollReport } from '../pipeline.ts'
import { createInProcessSchedule } from '../schedule/in-process.ts'
import { listen } from '../web/listen.ts'
import { createWeb } from '../web/web.ts'
import type { Clock } from './clock.ts'
import type { Doors } from './environment.ts'
import type { Metrics } from './metrics.ts'
import { knowledgeMark, retagStored, taggedBy } from './retagging.ts'
import { problemLine } from './configuration-error.ts'
import { VERSION } from './version.ts'

export type ServiceParts = {
  readonly app: App
  readonly configFolder: string
  readonly doors: Doors
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
}

export type Service = { readonly url: string; close(): Promise<void> }

const HOUR = 3_600_000

export const startService = async (parts: ServiceParts): Promise<Service> => {
  const { app, log } = parts
  const stopping = new AbortController()
  const schedule = scheduleOf(parts)
  const door = await listen(createWeb(webDeps(parts)), parts.doors)
  schedule.start()
  const retag = backgroundRetag(parts, stopping.signal)
  void retag()
  const reload = async (): Promise<void> => {
    if (await app.reload()) {
      log.info({ event: 'reloaded' }, 'the new configuration is in force')
      void retag()
    } else
      log.error({ event: 'reload-failed', problems: app.problems().map(problemLine) }, 'the old configuration stays in force')
  }
  const watch = watchConfiguration(parts.configFolder, () => void reload())
  const sweeping = setInterval(() => void sweep(parts), HOUR)
  return {
    url: door.url,
    async close() {
      stopping.abort()
      watch.close()
      clearInterval(sweeping)
      await Promise.all([schedule.stop(), door.close()])
      await app.close()
    },
  }
}

const scheduleOf = ({ app, clock, log }: ServiceParts) =>
  createInProcessSchedule({
    now: clock.now,
    elapsed: clock.elapsed,
    beat: app.dispatcher.pump,
    async clockJumped(byMs) {
      log.warn({ event: 'clock-jumped', seconds: Math.round(byMs / 1_000) }, 'the clock was set; due times move with it')
      await app.store.shiftDue(byMs)
    },
    failed: (error) => log.error({ event: 'beat-failed', err: error }, 'asking for due sources failed'),
  })

/** One line a poll, so that a log tells what happened to a source. */
export const logReport = (log: Logger, report: PollReport, name: string): void => {
  const { failure, outcome, source, added, revised, joined, items, tookMs, bytes } = report
  if (failure !== null) {
    log.warn({ event: 'poll-failed', source, kind: failure.kind, tookMs }, `${name}: ${describeFailure(failure)}`)
    return
  }
  log.info({ event: 'polled', source, outcome, items, added, revised, joined, bytes, tookMs })
  if (report.rescued)
    log.warn({ event: 'rescued', source }, `${name}: only the second reader could read it; please report this feed`)
  for (const warning of report.warnings) log.debug({ event: 'feed-warning', source }, warning)
}

const webDeps = ({ app, doors, clock, log, metrics }: ServiceParts) => ({
  store: app.store,
  configuration: app.configuration,
  problems: app.problems,
  poll: {
    async source(id: SourceId, wait: boolean) {
      const poll = app.dispatcher.poll(id)
      return wait ? await poll : null
    },
    async all(wait: boolean) {
      const polls = app.dispatcher.pollAll(app.configuration().sources.map(({ id }) => id))
      return wait ? await polls : []
    },
  },
  publicUrl: doors.publicUrl,
  adminToken: doors.adminToken,
  now: clock.now,
  log: (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) =>
    log[level]({ event, ...fields }),
  metrics,
  version: VERSION,
  ready: () => {
    const { writable, reason } = app.store.health()
    return { ok: writable, reasons: writable ? [] : [reason ?? 'the store is read-only'] }
  },
})

/** After a change of topics, entities, places or words, what is stored is read again, beside polling. */
const backgroundRetag =
  ({ app, log }: ServiceParts, signal: AbortSignal) =>
  async (): Promise<void> => {
    const { knowledge, sources } = app.configuration()
    try {
      if ((await taggedBy(app.store)) === knowledgeMark(knowledge)) return
      log.info({ event: 'retag-started' }, 'topics or words have changed: reading stored articles again')
      const report = await retagStored({
        store: app.store,
        reading: app.engine().reading,
        sources,
        knowledge,
        progress: () => {},
        signal,
      })
      if (report.finished) log.info({ event: 'retag-done', looked: report.looked, changed: report.changed })
    } catch (error) {
      if (!signal.aborted) log.error({ event: 'retag-failed', err: error }, 'it goes on at the next start')
    }
  }

/** Lets go of what retention no longer keeps. */
const sweep = async ({ app, clock, log }: ServiceParts): Promise<void> => {
  const { articlesMs, untaggedMs } = app.configuration().service.retention
  try {
    const gone = await app.store.prune(clock.now() - articlesMs, clock.now() - untaggedMs)
    if (gone > 0) log.info({ event: 'pruned', articles: gone })
  } catch (error) {
    log.error({ event: 'prune-failed', err: error })
  }
}
