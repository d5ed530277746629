import { pino } from 'pino'
import { openApp } from '../app.ts'
import { steadyClock } from '../app/clock.ts'
import { listenOptionsFrom, logLevelFrom } from '../config/process-settings.ts'
import { createMetrics, type Metrics } from '../app/metrics.ts'
import { logBroken, logCorrections, logGroupingFailure, logReport, startService } from '../app/service.ts'
import { configurationState } from '../config/watch-configuration.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { CommandContext } from './context.ts'

export type ServeFlags = { readonly listen?: string; readonly logLevel?: string }

/** Runs until SIGINT or SIGTERM: scheduler, workers and web in one process. Logs are JSON lines on standard output. */
export const serve = async (context: CommandContext, flags: ServeFlags): Promise<number> => {
  const { places, env, signal, terminal } = context
  const listenOptions = listenOptionsFrom(flags, env)
  const log = pino({
    level: logLevelFrom(flags, env),
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  })
  const configState = await configurationState(places.configFolder)
  const clock = steadyClock(context.clock)
  let metrics: Metrics | null = null
  let heard: (report: PollReport) => void = () => {}
  const app = await openApp({
    places,
    env,
    clock,
    patient: true,
    reported(report) {
      metrics?.polled(report)
      heard(report)
      logReport(log, report, app.engine().sourceOf(report.source)?.name ?? report.source)
    },
    corrected: (report) => logCorrections(log, report),
    failed: (source, error) => logBroken(log, source, error),
    groupingFailed: (error) => logGroupingFailure(log, error),
  })
  metrics = createMetrics(app.store)
  const service = await startService({
    app,
    configFolder: places.configFolder,
    configState,
    dataFolder: places.dataFolder,
    listenOptions,
    clock,
    log,
    metrics,
    listen: (listener) => {
      heard = listener
    },
  }).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  terminal.note(`Polywire reads ${app.configuration().sources.length} sources and serves ${service.url}`)
  log.info({ event: 'started', url: service.url, sources: app.configuration().sources.length })
  await aborted(signal)
  log.info({ event: 'stopping' })
  await service.close()
  log.info({ event: 'stopped' })
  return 0
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
