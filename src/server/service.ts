/** The service: schedule, workers and web in one process, or some of them in each of several; reloads when the configuration changes. */
import type { Logger } from 'pino'
import { type App, GRACE_MS } from '../server.ts'
import type { ListenOptions, Places } from '../config/process-settings.ts'
import { watchConfiguration } from '../config/watch-configuration.ts'
import { hideSecrets } from '../model/secrets.ts'
import type { NetworkWatch } from '../ingest/network-watch.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { SourceId } from '../model/ids.ts'
import { createTicker } from '../ingest/ticker.ts'
import { within } from '../lib/concurrency.ts'
import { createConsumer } from '../log/consumer.ts'
import { hundredths } from '../lib/probability.ts'
import { InputError } from '../model/input-error.ts'
import type { Topic } from '../model/taxonomy.ts'
import type { Readiness, WebDeps } from '../web/deps.ts'
import type { FetchOwnFeed } from '../websub/hub/topics.ts'
import type { DeliveryService } from '../delivery/deliver-alerts.ts'
import type { MailSettings } from '../delivery/mail.ts'
import { openDelivery } from './open-delivery.ts'
import { createWebSub, dropSubscriptions, type WebSub } from '../websub/websub.ts'
import { JUMP_MS, randomToken, type SteadyClock } from './clock.ts'
import { followMachineClock } from './follow-machine-clock.ts'
import { regroupInBackground } from './background-regroup.ts'
import type { Metrics } from './metrics.ts'
import { logDuty, logNetworkChange } from './log-events.ts'
import { triedArticle, type TrialParts, tryTopic, writeAnswer } from './topic-trials.ts'
import { openTranslation } from './open-translation.ts'
import { startUpkeep, type Upkeep } from './upkeep.ts'
import { problemLine } from './load-configuration.ts'
import { userAgentFor } from './version.ts'
import { startWeb, type WebHost } from './web-host.ts'

export type ServiceParts = {
  readonly app: App
  /** State of the files before they were read, so that an edit while the service starts is noticed. */
  readonly configState: string
  readonly places: Places
  readonly listenOptions: ListenOptions
  /** Null: the environment names no mail server. */
  readonly mail: MailSettings | null
  readonly clock: SteadyClock
  readonly log: Logger
  readonly metrics: Metrics
  readonly ready: () => Promise<Readiness>
  readonly network: NetworkWatch
  /** Registers a listener that is called after every poll. */
  readonly listen: (listener: (report: PollReport) => void) => void
}

export type Service = { readonly url: string; close(): Promise<void> }

/** Rejects where the address can't be listened on; then no background work has started. */
export const startService = async (parts: ServiceParts): Promise<Service> => {
  const { app, log } = parts
  await followSharedClock(parts)
  const webSub = await openWebSub(parts, async (url) => await web.fetchOwnFeed(url))
  const trials = trialsOf(parts, async () => await reloads.caughtUp().catch(() => {}))
  const web = startWeb({ ...parts, trials, push: webSub?.endpoints ?? null, descriptors: descriptorLimit() })
  const delivery = openDelivery(parts)
  const url = await web.listen().catch(async (error: unknown) => {
    await web.close()
    throw error
  })
  if (app.store.processes.isShared) app.duties.onChange((change) => logDuty(log, change))
  const upkeep = startUpkeep(parts)
  const translation = openTranslation(parts)
  const ticker = tickerOf(parts, { webSub, delivery, upkeep })
  await webSub?.applyConfiguration()
  parts.listen((report) => webSub?.polled(report))
  app.onPublished(() => {
    webSub?.published()
    delivery.wake()
  })
  logWarnings(parts.log, app)
  app.group()
  ticker.start()
  const regroup = regroupInBackground(parts)
  const reloads = reloading(parts, { web, webSub, delivery, upkeep })
  const watch = watchConfiguration(parts.places.configFolder, reloads.wake, { since: parts.configState })
  return {
    url,
    async close() {
      watch.close()
      await Promise.all([
        within(GRACE_MS, Promise.all([reloads.close(), upkeep.close()])),
        ticker.stop(),
        web.close(),
        webSub?.close(),
        delivery.close(),
        translation.close(),
        regroup.close(),
        app.scheduler.stop(GRACE_MS),
      ])
      await app.close()
    },
  }
}

/** How many files and connections this process may open. Infinity: no limit, or the platform does not report it. */
const descriptorLimit = (): number => {
  // Otherwise the report resolves the names of all peers, the database among them, and the process waits for the name server.
  Object.assign(process.report, { excludeNetwork: true })
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft: unknown } }
  }
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY
}

/** Null without a public address: neither hubs nor subscribers could connect to us. */
const openWebSub = async (parts: ServiceParts, fetchOwnFeed: FetchOwnFeed): Promise<WebSub | null> => {
  const { app, listenOptions, clock, log, metrics } = parts
  if (listenOptions.publicUrl === null) {
    if (app.duties.has('web')) await dropSubscriptions(app.store, clock.now())
    return null
  }
  return createWebSub({
    ...clock,
    store: app.store,
    configuration: app.configuration,
    publicUrl: listenOptions.publicUrl,
    fetchOwnFeed,
    readPushed: (source, document) => app.scheduler.push(source, document),
    redact: (source, text) => hideSecrets(text, app.parts().sourceOf(source)?.secrets),
    userAgent: userAgentFor,
    token: randomToken,
    isLeading: () => app.duties.term('jobs') !== null,
    isOurs: async (source) => await app.store.isOurs(source),
    log,
    metrics,
  })
}

type Followers = { readonly webSub: WebSub | null; readonly delivery: DeliveryService; readonly upkeep: Upkeep }

const tickerOf = (parts: ServiceParts, { webSub, delivery, upkeep }: Followers) => {
  const { app, clock, log } = parts
  return createTicker({
    now: clock.machine,
    async tick() {
      await followSharedClock(parts)
      await followMachineClock(parts)
      if (await app.catchUp()) upkeep.retag()
      webSub?.tick()
      delivery.wake()
      if (!app.duties.has('ingest') || clock.isWaiting()) return
      askNetwork(parts)
      await app.scheduler.startDue()
    },
    failed: (error) =>
      log.error({ event: 'tick-failed', err: error }, 'looking for due sources failed; the next tick tries again'),
  })
}

/** While there is no network, asks a few sources; reports that wait for a decision are logged in time. */
const askNetwork = ({ app, network, log }: ServiceParts): void => {
  const nameOf = (source: SourceId): string => app.parts().sourceOf(source)?.name ?? source
  logNetworkChange(log, { kind: 'told', reports: network.overdue() }, nameOf)
  // Errors in a poll are reported as those of any other.
  for (const source of network.toProbe()) void app.scheduler.poll(source).catch(() => {})
}

/** Follows the database's clock where processes share one, so that machines whose clocks differ agree. */
const followSharedClock = async ({ app, clock, log }: ServiceParts): Promise<void> => {
  const shared = await app.store.processes.sharedClock().catch(() => null)
  if (shared === null) return
  const off = clock.machine() - shared
  clock.use(shared)
  if (Math.abs(off) <= JUMP_MS) return
  log.warn(
    { event: 'clock-differs', seconds: Math.round(off / 1_000) },
    'the clock of this machine differs from the database’s, which counts',
  )
}

/** Reloads one after the other, so that the last state of the files takes effect last. */
const reloading = (
  { app, clock, log }: ServiceParts,
  { web, webSub, delivery, upkeep }: Followers & { readonly web: WebHost },
) =>
  createConsumer({
    elapsed: clock.elapsed,
    failed: (err) => log.error({ event: 'reload-failed', err }, 'it is tried again in a few seconds'),
    async work(closing) {
      const succeeded = await app.reload()
      if (closing.aborted) return
      await web.applyConfiguration()
      if (!succeeded) {
        log.error(
          { event: 'reload-failed', problems: app.problems().map(problemLine) },
          'the previous configuration stays in effect',
        )
        return
      }
      log.info({ event: 'reloaded', sources: app.configuration().sources.length }, 'the new configuration is in effect')
      logWarnings(log, app)
      upkeep.retag()
      delivery.applyConfiguration()
      await webSub?.applyConfiguration()
      await app.scheduler.startDue()
    },
  })

/** Logs what is switched off, or probably unintended, in the current configuration. */
const logWarnings = (log: Logger, app: App): void => {
  for (const warning of app.warnings()) log.warn({ event: 'configuration-doubtful' }, problemLine(warning))
}

const trialsOf = ({ app, places: { configFolder }, clock }: ServiceParts, reload: () => Promise<void>): WebDeps['trials'] => {
  const asked = async <T>(id: string, use: (topic: Topic, parts: TrialParts) => Promise<T>): Promise<T | null> => {
    const topic = app.configuration().taxonomy.topics.find((one) => one.id === id)
    if (topic === undefined) return null
    return await use(topic, { store: app.store, now: clock.now(), learned: await app.learned() })
  }
  return {
    of: async (id) => await asked(id, tryTopic),
    answer: async (id, article, isRight) =>
      await asked(id, async (topic, parts) => {
        const tried = await triedArticle(topic, article, parts)
        if (tried === null) return null
        try {
          await writeAnswer(configFolder, topic, tried, isRight)
        } catch (error) {
          if (error instanceof InputError) return { saved: false, why: error.message }
          throw error
        }
        await reload()
        return {
          saved: true,
          example: { text: tried.title, language: tried.language, was: hundredths(tried.probability), isRight },
        }
      }),
  }
}
