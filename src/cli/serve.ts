import { counted, printable } from './terminal.ts'
import { type Logger, type LoggerOptions, pino } from 'pino'
import { type AppOptions, openApp } from '../server.ts'
import { type SteadyClock, steadyClock } from '../server/clock.ts'
import { listenOptionsFrom, logFormatFrom, logLevelFrom, mailSettingsFrom, rolesFrom } from '../config/process-settings.ts'
import { createMetrics, type Metrics } from '../server/metrics.ts'
import { createReadiness } from '../server/readiness.ts'
import {
  brokenPollsLog,
  describeUpgrade,
  logClockJump,
  logRenewal,
  logCorrections,
  logEmbeddings,
  logGroupingFailure,
  logNetworkChange,
} from '../server/log-events.ts'
import { type ServiceParts, startService } from '../server/service.ts'
import { configurationState } from '../config/watch-configuration.ts'
import { createNetworkWatch } from '../ingest/network-watch.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { SourceId } from '../model/ids.ts'
import { escapeControls } from '../text/characters.ts'
import type { CommandContext } from './context.ts'
import { textLine } from './text-log.ts'

export type ServeFlags = { readonly listen?: string; readonly logLevel?: string; readonly role?: string }

/** Runs the service, or some of its roles, until SIGINT or SIGTERM. Logs to standard output. */
export const serve = async (
  context: CommandContext,
  flags: ServeFlags,
  clock: SteadyClock = steadyClock(context.clock),
): Promise<number> => {
  const { places, env, signal, terminal } = context
  const listenOptions = listenOptionsFrom(flags, env)
  const log = openLog(context, logLevelFrom(flags, env))
  const roles = rolesFrom(flags, env, places)
  const mail = mailSettingsFrom(env)
  if (!mail.ok) log.error({ event: 'mail-off' }, `no mail is sent: ${mail.problem}`)
  const configState = await configurationState(places.configFolder)
  const opened = await openLogged({ places, env, clock, roles }, log)
  const { app } = opened
  const service = await startService({
    ...opened,
    places,
    configState,
    listenOptions,
    mail: mail.ok ? mail.settings : null,
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

type Opened = Pick<ServiceParts, 'app' | 'metrics' | 'ready' | 'listen' | 'network'>

/** Opens the app with its events connected to log and metrics, and polls to a listener too. */
const openLogged = async (
  options: Pick<AppOptions, 'places' | 'env' | 'roles'> & { readonly clock: SteadyClock },
  log: Logger,
): Promise<Opened> => {
  let metrics: Metrics | null = null
  let listener: (report: PollReport) => void = () => {}
  const sourceOf = (source: SourceId) => app.parts().sourceOf(source)
  const { elapsed } = options.clock
  const network = createNetworkWatch({ elapsed, addressOf: (source) => sourceOf(source)?.url ?? null })
  const app = await openApp({
    ...options,
    patient: true,
    reported(report) {
      metrics?.polled(report)
      listener(report)
      const change = network.take(report)
      logNetworkChange(log, change, (source) => sourceOf(source)?.name ?? source)
      // Errors in a poll are reported by `failed`.
      if (change.kind === 'back') void app.scheduler.pollAll(change.missed).catch(() => {})
    },
    mayClaim: () => !network.isAway(),
    embedded(report) {
      metrics?.embedded(report)
      logEmbeddings(log, report)
    },
    decided: (waitedMs) => metrics?.decided(waitedMs),
    renewing: () => logRenewal(log),
    withoutVector: (why) => log.warn({ event: 'without-vector' }, why),
    corrected: (report) => logCorrections(log, report),
    upgrading: (schemas) => log.info({ event: 'schema-upgrade', ...schemas }, describeUpgrade(schemas)),
    clockJumped: (byMs) => logClockJump(log, byMs),
    ...followingClock(options.clock),
    waiting: (reason) => log.warn({ event: 'database-waited-for' }, `${reason} It is tried again.`),
    leaseFailed: (error) => log.error({ event: 'lease-not-renewed', err: error }, 'it is tried again'),
    failed: brokenPollsLog(log, elapsed),
    groupingFailed: (error) => logGroupingFailure(log, error),
  })
  const ready = createReadiness({ store: app.store, duties: app.duties, elapsed })
  metrics = createMetrics(app.store, app.duties, options.clock.now, ready)
  return {
    app,
    metrics,
    ready,
    network,
    listen: (added) => {
      listener = added
    },
  }
}

const followingClock = (clock: SteadyClock): Pick<AppOptions, 'sharedClock' | 'clockBehind'> => ({
  sharedClock(shows) {
    clock.use(shows)
    clock.follow()
  },
  clockBehind(newest) {
    clock.continueFrom(newest)
    return true
  },
})

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
