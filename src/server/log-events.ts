/** Writes the events of the log, each with what an operator can do about it. */
import type { Logger } from 'pino'
import type { EmbeddingsReport } from '../embeddings/endpoint.ts'
import type { CorrectionReport } from '../grouping/apply-corrections.ts'
import { DAY, MINUTE } from '../lib/durations.ts'
import { Exhausted } from '../lib/system-errors.ts'
import type { NetworkChange } from '../ingest/network-watch.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { SourceId } from '../model/ids.ts'
import { describeFailure } from '../model/source.ts'
import { LeaseLost, StoreError, type Upgrade } from '../store/ports/store.ts'
import type { TranslationReport } from '../translation/translator.ts'
import type { DutyChange } from './duties.ts'

/** Logs one line per poll, so that the log shows what happened to a source. */
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

/** Logs what a poll tells about the network: where there is none, one line says it in place of one for each source. */
export const logNetworkChange = (log: Logger, change: NetworkChange, nameOf: (source: SourceId) => string): void => {
  switch (change.kind) {
    case 'withheld':
      return
    case 'told':
      for (const report of change.reports) logReport(log, report, nameOf(report.source))
      return
    case 'away': {
      const { failure } = change.report
      const why = failure === null ? '' : `: ${describeFailure(failure)}`
      log.warn(
        { event: 'network-away', sources: change.failed },
        `none of the ${change.failed} sources asked so far answers (the last, ${nameOf(change.report.source)}${why}). Is this machine online? A few are asked every five seconds, and all are read once one answers`,
      )
      return
    }
    case 'back':
      log.info(
        { event: 'network-back', sources: change.missed.length },
        'a source answers; those that could not be asked are read now',
      )
      logReport(log, change.report, nameOf(change.report.source))
  }
}

/** Message about a migration; that of a large store takes minutes. */
export const describeUpgrade = ({ from, to }: Upgrade): string =>
  `The store is brought up to date, from schema ${from} to ${to}, which takes some ten seconds for each 100,000 articles. A signal is heard when that is done; a kill leaves the store as it was.`

/** The clock was set while the service ran, or before it started. */
export const logRenewal = (log: Logger): void =>
  log.info(
    { event: 'features-outdated' },
    'Another version stored what new articles are compared with: it is computed again for the last days, then new articles are grouped.',
  )

export const logClockJump = (log: Logger, byMs: number): void =>
  log.warn({ event: 'clock-jumped', seconds: Math.round(byMs / 1_000) }, 'the clock was set; due times moved with it')

export const logClockBehind = (log: Logger, byMs: number): void =>
  log.warn(
    { event: 'clock-behind', days: Math.floor(byMs / DAY) },
    'the clock is behind what is stored: nothing is polled until it is set, or for an hour',
  )

export const logClockSet = (log: Logger, byMs: number): void =>
  log.info({ event: 'clock-set', seconds: Math.round(byMs / 1_000) }, 'the clock was behind and has been set: polling goes on')

/** The shortest time between two lines about exhausted descriptors or threads, which stop the polls of all sources. */
const EXHAUSTED_SAID_MS = MINUTE

/** Returns a function that logs a poll that ended with an error. `elapsed`: monotonic milliseconds. */
export const brokenPollsLog = (log: Logger, elapsed: () => number) => {
  let saidAt = Number.NEGATIVE_INFINITY
  return (source: SourceId, error: unknown): void => {
    if (!(error instanceof Exhausted)) return logBroken(log, source, error)
    if (elapsed() - saidAt < EXHAUSTED_SAID_MS) return
    saidAt = elapsed()
    log.error({ event: `${error.what}-exhausted`, source }, `${error.message} Sources are polled when there is room again.`)
  }
}

const logBroken = (log: Logger, source: SourceId, error: unknown): void => {
  if (error instanceof LeaseLost) log.warn({ event: 'poll-not-stored', source }, error.message)
  else if (error instanceof StoreError)
    log.error({ event: 'poll-not-stored', source }, `${error.message} The source is polled again later.`)
  else log.error({ event: 'poll-broken', source, err: error }, 'a fault of ours, please report it')
}

/** Logs a failure of the grouper. New articles stay unpublished until it has decided on them. */
export const logGroupingFailure = (log: Logger, error: unknown): void => {
  if (error instanceof StoreError) log.error({ event: 'grouping-not-stored' }, `${error.message} It is tried again.`)
  else log.error({ event: 'grouping-failed', err: error }, 'a fault of ours, please report it; it is tried again')
}

/** Logs a line when the end point fails, and one when it answers again; without its address and the text of its answer. */
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

/** Logs a line when the end point fails, one when it answers again, and one when texts are given up; failures without the text of the answer. */
export const logTranslations = (log: Logger, report: TranslationReport): void => {
  if (report.outcome === 'failed') {
    const { texts, pauseMs, why } = report
    log.warn(
      { event: 'translation-failed', texts, pauseMs },
      `the end point for translations gave none: ${why}. Headlines stay as they are; it is tried again after the pause.`,
    )
    return
  }
  if (report.outcome === 'spent') {
    log.info(
      { event: 'translation-spent', characters: report.characters },
      'translation.per_day is spent: no more headlines are translated before midnight (UTC)',
    )
    return
  }
  const { translated, givenUp, why, isBack } = report
  if (isBack) log.info({ event: 'translation-back' }, 'the end point for translations answers again')
  if (givenUp > 0)
    log.info({ event: 'translation-given-up', texts: givenUp }, `these texts are not translated; first reason: ${why}`)
  log.debug({ event: 'translated', texts: translated })
}

/** Logs what corrections changed, and the names in them that no stored article or story has. */
export const logCorrections = (log: Logger, { stories, ended, waiting }: CorrectionReport): void => {
  if (stories.length + ended.length > 0) log.info({ event: 'corrected', stories: stories.length, ended: ended.length })
  for (const { line, name } of waiting)
    log.warn(
      { event: 'correction-waits', line, name },
      `corrections.yaml:${line} names an article or story that is not stored; it applies when that arrives`,
    )
}

/** Logs a change of this process's duties, where several processes share the work. */
export const logDuty = (log: Logger, change: DutyChange): void => {
  switch (change.kind) {
    case 'polls':
      return log.info({ event: 'shards', shards: change.shards }, 'this process polls so many of the 1,024 shards of sources')
    case 'leads':
      return log.info({ event: 'leads', role: change.role }, 'this process leads in this role; others stand by')
    case 'follows':
      return log.warn({ event: 'follows', role: change.role }, 'another process may lead in this role now; this one stands by')
    case 'joined-anew':
      return log.warn({ event: 'lease-ended' }, 'the lease of this process had expired; it has joined again')
  }
}
