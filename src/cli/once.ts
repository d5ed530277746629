import { once as onceEmitted } from 'node:events'
import type { App } from '../server.ts'
import { sweep } from '../server/sweep.ts'
import { createProgress, formatTable } from './terminal.ts'
import { type CommandContext, INTERRUPTED } from './context.ts'
import { describeFailure } from '../model/source.ts'
import type { PollReport } from '../ingest/poll.ts'
import { withApp } from './with-app.ts'

export type OnceFlags = { readonly all?: boolean; readonly json?: boolean }

/** Polls every due source once (`--all`: every source), applies retention, and reports the result. Exit code 1 if nothing could be read. */
export const once = async (context: CommandContext, flags: OnceFlags): Promise<number> => {
  const { terminal } = context
  const reports: PollReport[] = []
  const summary = await withApp(context, async (app, listen) => {
    const sources = app.configuration().sources.filter(({ active }) => active)
    const progress = createProgress(terminal, sources.length)
    let broken = 0
    listen((report) => {
      if (report === null) broken += 1
      else reports.push(report)
      progress.step(report?.source ?? '')
    })
    if (flags.all === true) await app.scheduler.pollAll(sources.map(({ id }) => id))
    else await app.scheduler.idle()
    await app.grouped()
    progress.end()
    // Without a service, nothing else applies retention.
    const pruned = context.signal.aborted ? 0 : await sweepUnlessStopped(app, context)
    const due = await app.store.nextDue()
    const nextDue = due === null ? null : new Date(due).toISOString()
    return { broken, pruned, counts: await app.store.counts(), sources: sources.length, nextDue }
  })
  const read = reports.filter(({ outcome }) => outcome !== 'failed').length
  if (flags.json === true) terminal.out(JSON.stringify({ polled: reports.length, read, ...summary, reports }))
  else if (!context.signal.aborted || reports.length > 0) terminal.out(onceText(reports, summary))
  if (context.signal.aborted) {
    terminal.note('Interrupted. Sources that were not finished are still due.')
    return INTERRUPTED
  }
  return read === 0 && (reports.length > 0 || summary.broken > 0) ? 1 : 0
}

/** Applies retention. After a signal it does not wait for the end: the next run withdraws the rest. */
const sweepUnlessStopped = async (app: App, { clock, signal }: CommandContext): Promise<number> => {
  const stopped = onceEmitted(signal, 'abort').then(() => 0)
  const swept = sweep(app, clock.now()).then(
    ({ withdrawn }) => withdrawn,
    (error: unknown) => {
      if (signal.aborted) return 0
      throw error
    },
  )
  return await Promise.race([swept, stopped])
}

type Summary = {
  readonly broken: number
  readonly pruned: number
  readonly counts: { readonly articles: number; readonly stories: number }
  readonly sources: number
  readonly nextDue: string | null
}

const onceText = (reports: readonly PollReport[], { broken, pruned, counts, sources, nextDue }: Summary): string => {
  if (sources === 0) return 'There is no active source in sources.yaml.'
  if (reports.length === 0 && broken === 0) {
    const next = nextDue === null ? '' : ` The next is due at ${nextDue}.`
    return `None of ${sources} sources is due.${next} "polywire once --all" polls all of them.`
  }
  const rows = reports
    .toSorted((a, b) => a.source.localeCompare(b.source, 'en', { numeric: true }))
    .map((report) => [
      report.source,
      report.outcome,
      report.items,
      report.added,
      report.revised,
      Math.round(report.tookMs),
      remark(report),
    ])
  const failed = reports.filter(({ outcome }) => outcome === 'failed').length
  const added = reports.reduce((sum, report) => sum + report.added, 0)
  const headings = ['source', 'outcome', 'items', 'new', 'revised', 'ms', '']
  return `${formatTable(headings, rows)}\n\n${reports.length} polled, ${failed} failed${broken === 0 ? '' : `, ${broken} failed because of a bug`}; ${added} new articles; ${counts.articles} articles in ${counts.stories} stories${pruned === 0 ? '' : `, ${pruned} removed by retention`}.`
}

const remark = ({ failure, readByFallback, warnings }: PollReport): string => {
  if (failure !== null) return describeFailure(failure)
  return readByFallback ? 'read by the fallback parser only' : (warnings[0] ?? '')
}
