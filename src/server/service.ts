/** The long-running service: schedule, workers and web in one process, reloaded when the configuration changes. */
import type { Logger } from 'pino'
import { type App, GRACE_MS } from '../server.ts'
import { watchConfiguration } from '../config/watch-configuration.ts'
import type { SourceId } from '../model/ids.ts'
import { hideSecrets } from '../model/secrets.ts'
import { describeFailure } from '../model/source.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { EmbeddingsReport } from '../embeddings/endpoint.ts'
import { createTicker } from '../ingest/ticker.ts'
import { StoreError } from '../store/ports/store.ts'
import { listen } from '../web/listen.ts'
import { createWeb, warmUpSoon } from '../web/web.ts'
import type { FetchOwnFeed } from '../websub/hub/topics.ts'
import type { DeliveryService } from '../delivery/deliver-alerts.ts'
import type { MailSettings } from '../delivery/mail.ts'
import { openDelivery } from './open-delivery.ts'
import { createWebSub, dropSubscriptions, type WebSub } from '../websub/websub.ts'
import { randomToken, type SteadyClock } from './clock.ts'
import { regroupInBackground } from './background-regroup.ts'
import type { CorrectionReport } from '../grouping/apply-corrections.ts'
import type { ListenOptions } from '../config/process-settings.ts'
import { createKeyring } from '../store/feed-tokens.ts'
import type { Metrics } from './metrics.ts'
import { repeat } from '../lib/repeat.ts'
import { retagStored, taggedBy, taxonomyFingerprint } from './retagging.ts'
import { sweep } from './sweep.ts'
import { problemLine } from './load-configuration.ts'
import { userAgentFor, VERSION } from './version.ts'

export type ServiceParts = {
  readonly app: App
  readonly configFolder: string
  /** As it was before it was read: an edit while the service starts counts. */
  readonly configState: string
  readonly dataFolder: string
  readonly listenOptions: ListenOptions
  /** Null: the environment names no mail server. */
  readonly mail: MailSettings | null
  readonly clock: SteadyClock
  readonly log: Logger
  readonly metrics: Metrics
  /** Has this together of every poll from now on. */
  readonly listen: (listener: (report: PollReport) => void) => void
}

export type Service = { readonly url: string; close(): Promise<void> }

/** Soon after the start, so that one who is started anew every half hour lets go of what is old as well. */
const SWEEPS = { firstMs: 5 * 60_000, everyMs: 3_600_000 }
/** Incidents shorter than a day are not reported. */
const WATCH_MS = 300_000

/** Rejects where the address can't be had; nothing has been started then. */
export const startService = async (parts: ServiceParts): Promise<Service> => {
  const { app } = parts
  const stopping = new AbortController()
  const webSub = await openWebSub(parts, (url) => web.fetch(new Request(url, { headers: PROBLEMS }), { mustBeNew: true }))
  const web = createWeb({ ...webDeps(parts), push: webSub?.endpoints ?? null }, parts.clock.elapsed)
  const retag = backgroundRetag(parts, stopping.signal)
  const delivery = openDelivery(parts)
  const ticker = tickerOf(parts, { webSub, delivery, retag })
  const listening = await listen(web, parts.listenOptions)
  await webSub?.applyConfiguration()
  parts.listen((report) => webSub?.polled(report))
  app.onPublished(() => {
    webSub?.published()
    delivery.wake()
  })
  logWarnings(parts.log, app)
  app.group()
  ticker.start()
  retag()
  const regroup = regroupInBackground(parts)
  const watch = watchConfiguration(parts.configFolder, reloading(parts, { webSub, delivery, retag }), {
    since: parts.configState,
  })
  const endSweeping = repeat(() => void sweepNow(parts, stopping.signal), SWEEPS)
  const watching = setInterval(() => void watchSources(parts), WATCH_MS)
  void watchSources(parts)
  const warming = warmUpSoon(app.store, async () => await web.fetch(new Request(listening.url)))
  return {
    url: listening.url,
    async close() {
      stopping.abort()
      watch.close()
      endSweeping()
      clearInterval(watching)
      await Promise.all([
        ticker.stop(),
        listening.close(),
        webSub?.close(),
        delivery.close(),
        regroup.close(),
        warming.close(),
        app.scheduler.stop(GRACE_MS),
      ])
      await app.close()
    },
  }
}

/** Where a feed can't be had, the reason as a program reads it. */
const PROBLEMS = { accept: 'application/problem+json' }

/** Null: without a public address, neither hubs nor subscribers can reach us. */
const openWebSub = async (parts: ServiceParts, fetchOwnFeed: FetchOwnFeed): Promise<WebSub | null> => {
  const { app, listenOptions, clock, log, metrics } = parts
  if (listenOptions.publicUrl === null) {
    await dropSubscriptions(app.store, clock.now())
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
    log,
    metrics,
  })
}

/** Adjustments below this are ordinary clock discipline. */
const JUMP_MS = 60_000

type Followers = { readonly webSub: WebSub | null; readonly delivery: DeliveryService; readonly retag: () => void }

const tickerOf = ({ app, clock, log }: ServiceParts, { webSub, delivery, retag }: Followers) =>
  createTicker({
    now: () => clock.now() + clock.behind(),
    async tick() {
      const jump = clock.behind()
      if (Math.abs(jump) > JUMP_MS) {
        await app.store.shiftDue(jump)
        log.warn({ event: 'clock-jumped', seconds: Math.round(jump / 1_000) }, 'the clock was set; due times moved with it')
      }
      clock.follow()
      if (await app.catchUp()) retag()
      webSub?.tick()
      delivery.wake()
      await app.scheduler.startDue()
    },
    failed: (error) =>
      log.error({ event: 'tick-failed', err: error }, 'looking for due sources failed; the next tick tries again'),
  })

/** One reload after another, so that the last state of the files is the one in force. */
const reloading = ({ app, log }: ServiceParts, { webSub, delivery, retag }: Followers) => {
  let last = Promise.resolve()
  const reload = async (): Promise<void> => {
    if (!(await app.reload())) {
      log.error({ event: 'reload-failed', problems: app.problems().map(problemLine) }, 'the old configuration stays in force')
      return
    }
    log.info({ event: 'reloaded', sources: app.configuration().sources.length }, 'the new configuration is in force')
    logWarnings(log, app)
    retag()
    delivery.applyConfiguration()
    await webSub?.applyConfiguration()
    await app.scheduler.startDue()
  }
  return (): void => {
    last = last
      .then(reload)
      .catch((error: unknown) => log.error({ event: 'reload-failed', err: error }, 'it is tried again at the next change'))
  }
}

/** What is switched off, or hardly intended, in the configuration in force. */
const logWarnings = (log: Logger, app: App): void => {
  for (const warning of app.warnings()) log.warn({ event: 'configuration-doubtful' }, problemLine(warning))
}

/** One line a poll, so that a log tells what happened to a source. */
export const logReport = (log: Logger, report: PollReport, name: string): void => {
  const { failure, outcome, source, added, revised, items, tookMs, bytes } = report
  if (failure !== null) {
    log.warn(
      {
        event: report.via === 'push' ? 'push-unreadable' : 'poll-failed',
        source,
        kind: failure.kind,
        tookMs: Math.round(tookMs),
      },
      `${name}: ${describeFailure(failure)}`,
    )
    return
  }
  log.info({
    event: report.via === 'push' ? 'pushed' : 'polled',
    source,
    outcome,
    items,
    added,
    revised,
    bytes,
    tookMs: Math.round(tookMs),
  })
  if (report.readByFallback)
    log.warn({ event: 'read-by-fallback', source }, `${name}: only the fallback parser could read it; please report this feed`)
  for (const warning of report.warnings) log.debug({ event: 'feed-warning', source }, warning)
}

/** A poll that came to no end. */
export const logBroken = (log: Logger, source: SourceId, error: unknown): void => {
  if (error instanceof StoreError)
    log.error({ event: 'poll-not-stored', source }, `${error.message} The source is polled again then.`)
  else log.error({ event: 'poll-broken', source, err: error }, 'a fault of ours, please report it')
}

/** What is stored stays unpublished until the grouper has decided on it. */
export const logGroupingFailure = (log: Logger, error: unknown): void => {
  if (error instanceof StoreError) log.error({ event: 'grouping-not-stored' }, `${error.message} It is tried again.`)
  else log.error({ event: 'grouping-failed', err: error }, 'a fault of ours, please report it; it is tried again')
}

/** One line when the end point fails, and one when it is back. Its address and what it said are not repeated. */
export const logEmbeddings = (log: Logger, report: EmbeddingsReport): void => {
  const { texts, tookMs } = report
  if (report.outcome === 'failed')
    log.warn(
      { event: 'embeddings-failed', texts, tookMs: Math.round(tookMs), pauseMs: report.pauseMs },
      `the end point for embeddings gave no vectors: ${report.why}. Stories are decided without them; it is tried again after the pause.`,
    )
  else if (report.isBack) log.info({ event: 'embeddings-back', texts }, 'the end point for embeddings answers again')
  else log.debug({ event: 'embedded', texts, tookMs: Math.round(tookMs) })
}

/** What corrections did, and what they name in vain. */
export const logCorrections = (log: Logger, { stories, ended, waiting }: CorrectionReport): void => {
  if (stories.length + ended.length > 0) log.info({ event: 'corrected', stories: stories.length, ended: ended.length })
  for (const { line, name } of waiting)
    log.warn(
      { event: 'correction-waits', line, name },
      `corrections.yaml:${line} names what is not kept here; it counts when it comes`,
    )
}

const webDeps = ({ app, dataFolder, listenOptions, clock, log, metrics }: ServiceParts) => ({
  store: app.store,
  configuration: app.configuration,
  problems: app.problems,
  poll: {
    async source(id: SourceId, wait: boolean) {
      const poll = app.scheduler.poll(id)
      if (wait) return await groupedAfter(poll, app)
      poll.catch(pollBroken(log))
      return null
    },
    async all(wait: boolean) {
      const polls = app.scheduler.pollAll(app.configuration().sources.flatMap(({ id, active }) => (active ? id : [])))
      if (wait) return await groupedAfter(polls, app)
      polls.catch(pollBroken(log))
      return []
    },
  },
  publicUrl: listenOptions.publicUrl,
  opens: createKeyring(dataFolder),
  adminToken: listenOptions.adminToken,
  now: clock.now,
  log: (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) =>
    log[level]({ event, ...fields }),
  metrics,
  version: VERSION,
  ready: async () => {
    const { writable, reason } = await app.store.health()
    return { ok: writable, reasons: writable ? [] : [reason ?? 'the store is read-only'] }
  },
})

/** Whoever waits for a poll finds in the feeds what it brought. */
const groupedAfter = async <Result>(work: Promise<Result>, app: App): Promise<Result> => {
  const result = await work
  await app.grouped()
  return result
}

const pollBroken =
  (log: Logger) =>
  (error: unknown): void =>
    log.error({ event: 'poll-broken', err: error }, 'a fault of ours, please report it')

/** After a change of topics, entities, places or words, what is stored is read again, parent polling. A later change starts anew. */
const backgroundRetag = (parts: ServiceParts, stopping: AbortSignal): (() => void) => {
  let superseded = new AbortController()
  let last = Promise.resolve()
  return () => {
    superseded.abort()
    superseded = new AbortController()
    const signal = AbortSignal.any([stopping, superseded.signal])
    last = last.then(() => retagOnce(parts, signal))
  }
}

const retagOnce = async ({ app, clock, log }: ServiceParts, signal: AbortSignal): Promise<void> => {
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
      progress: () => {},
      signal,
    })
    app.group()
    if (report.finished) log.info({ event: 'retag-done', looked: report.looked, changed: report.changed })
  } catch (error) {
    if (!signal.aborted) log.error({ event: 'retag-failed', err: error }, 'it goes on at the next start')
  }
}

/** Incidents of sources, for the health feed. */
const watchSources = async ({ app, clock, log }: ServiceParts): Promise<void> => {
  try {
    const changed = await app.store.watchSources(clock.now())
    if (changed > 0) log.info({ event: 'sources-watched', changed })
  } catch (error) {
    log.error({ event: 'watch-failed', err: error })
  }
}

/** Nobody waits for that to end: it goes on after the next start. */
const sweepNow = async ({ app, clock, log }: ServiceParts, stopping: AbortSignal): Promise<void> => {
  try {
    const gone = await sweep(app, clock.now())
    if (gone > 0) log.info({ event: 'pruned', articles: gone })
  } catch (error) {
    if (!stopping.aborted) log.error({ event: 'prune-failed', err: error })
  }
}
