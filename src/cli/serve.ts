import { counted, printable } from './terminal.ts'
import { type Logger, type LoggerOptions, pino } from 'pino'
import { type AppOptions, openApp } from '../server.ts'
import { type SteadyClock, steadyClock } from '../server/clock.ts'
import { listenOptionsFrom, logFormatFrom, logLevelFrom, mailSettingsFrom, rolesFrom } from '../config/process-settings.ts'
import { createMetrics, type Metrics } from '../server/metrics.ts'
import {
  brokenPollsLog,
  describeUpgrade,
  logClockJump,
  logCorrections,
  logEmbeddings,
  logGroupingFailure,
  logReport,
} from '../server/log-events.ts'
import { type ServiceParts, startService } from '../server/service.ts'
import { configurationState } from '../config/watch-configuration.ts'
import type { PollReport } from '../ingest/poll.ts'
import { escapeControls } from '../text/characters.ts'
import type { CommandContext } from './context.ts'
import { textLine } from './text-log.ts'

export type ServeFlags = { readonly listen?: string; readonly logLevel?: string; readonly role?: string }

/** Runs the service until SIGINT or SIGTERM: scheduler, workers and web, or some of them in each of several processes. Logs to standard output. */
export const serve = async (context: CommandContext, flags: ServeFlags): Promise<number> => {
  const { places, env, signal, terminal } = context
  const listenOptions = listenOptionsFrom(flags, env)
  const log = openLog(context, logLevelFrom(flags, env))
  const roles = rolesFrom(flags, env, places)
  const mail = mailSettingsFrom(env)
  const configState = await configurationState(places.configFolder)
  const clock = steadyClock(context.clock)
  const opened = await openLogged({ places, env, clock, roles }, log)
  const { app } = opened
  const { configFolder, dataFolder } = places
  const service = await startService({
    ...opened,
    configFolder,
    configState,
    dataFolder,
    listenOptions,
    mail,
    clock,
    log,
  }).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  try {
    const sources = app.configuration().sources.length
    terminal.note(`Polywire is running at ${service.url} (${counted(sources, 'source')})`)
    log.info({ event: 'started', url: service.url, sources, roles })
    await aborted(signal)
    log.info({ event: 'stopping' })
  } finally {
    await service.close()
  }
  log.info({ event: 'stopped' })
  return 0
}

const openLog = ({ env, terminal }: CommandContext, level: string): Logger => {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }
  const isJson = logFormatFrom(env, terminal.read) === 'json'
  if (terminal.read && !isJson) return pino(options, { write: (line) => terminal.out(textLine(line, terminal)) })
  const output = pino.destination({ sync: true, maxLength: LOG_WAITING_BYTES })
  // A log on a full disk must not end the service: its lines are buffered and written when there is room.
  output.on('error', () => {})
  const text = (line: string): string => (isJson ? escapeControls(line) : `${printable(textLine(line, terminal))}\n`)
  return pino(options, { write: (line) => void output.write(text(line)) })
}
/** The most bytes of log lines that are buffered while they can't be written; later lines are lost. */
const LOG_WAITING_BYTES = 1024 * 1024

type Opened = Pick<ServiceParts, 'app' | 'metrics' | 'listen'>

/** Opens the app with its events connected to log and metrics, and polls to a listener too. */
const openLogged = async (
  options: Pick<AppOptions, 'places' | 'env' | 'roles'> & { readonly clock: SteadyClock },
  log: Logger,
): Promise<Opened> => {
  let metrics: Metrics | null = null
  let listener: (report: PollReport) => void = () => {}
  const app = await openApp({
    ...options,
    patient: true,
    reported(report) {
      metrics?.polled(report)
      listener(report)
      logReport(log, report, app.parts().sourceOf(report.source)?.name ?? report.source)
    },
    embedded(report) {
      metrics?.embedded(report)
      logEmbeddings(log, report)
    },
    corrected: (report) => logCorrections(log, report),
    upgrading: (schemas) => log.info({ event: 'schema-upgrade', ...schemas }, describeUpgrade(schemas)),
    clockJumped: (byMs) => logClockJump(log, byMs),
    sharedClock(shows) {
      options.clock.use(shows)
      options.clock.follow()
    },
    clockBehind(newest) {
      options.clock.continueFrom(newest)
      return true
    },
    waiting: (reason) => log.warn({ event: 'database-waited-for' }, `${reason} It is tried again.`),
    leaseFailed: (error) => log.error({ event: 'lease-not-renewed', err: error }, 'it is tried again'),
    failed: brokenPollsLog(log, options.clock.elapsed),
    groupingFailed: (error) => logGroupingFailure(log, error),
  })
  metrics = createMetrics(app.store, app.duties, options.clock.now)
  return {
    app,
    metrics,
    listen: (added) => {
      listener = added
    },
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
