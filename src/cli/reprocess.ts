import type { RebuildReport } from '../grouping/swap-generations.ts'
import { leaveRequest } from '../server/requests.ts'
import { retagStored } from '../server/retagging.ts'
import { StoreInUse } from '../store/ports/store.ts'
import { type CommandContext, INTERRUPTED } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { counted, createProgress } from './terminal.ts'
import { withApp } from './with-app.ts'

export type RegroupFlags = { readonly since?: string; readonly json?: boolean }

/** Groups stored articles into stories again. Where a service runs, it is requested to do so. */
export const regroup = async (context: CommandContext, { since: text, json }: RegroupFlags): Promise<number> => {
  const { terminal, places, signal } = context
  const since = text === undefined ? null : instantIn(text)
  try {
    return await withApp(context, async (app) => {
      const progress = createProgress(terminal, (await app.store.counts()).articles)
      const report = await app.rebuild({
        since,
        signal,
        progress: (done, _, decided) => progress.set(done, `${decided} assigned differently`),
      })
      progress.end()
      terminal.out(json === true ? JSON.stringify(report) : reportText(report))
      return report.finished ? 0 : INTERRUPTED
    })
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error
    await leaveRequest(places, 'regroup', since === null ? 'all' : new Date(since).toISOString())
    const message =
      'The running service regroups its articles; its log shows regroup-started, regroup-progress and regroup-done.'
    terminal.out(json === true ? JSON.stringify({ asked: true, since }) : message)
    return 0
  }
}

const reportText = ({ looked, decided, stories, ended, finished }: RebuildReport): string => {
  const what = `${counted(looked, 'article')} looked at, ${decided} assigned differently; ${stories} stories changed, ${ended} of them merged into others.`
  return finished ? what : `${what} Run it again to continue.`
}

/** The instant of a date, or of a date and time, in UTC unless it has an offset. Throws InputError for anything else. */
const instantIn = (text: string): number => {
  const instant = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)
    ? Date.parse(/T/.test(text) && !/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text)
    : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new InputError(`--since: "${text}" is not a day; write it as 2026-11-24, or 2026-11-24T08:00Z.`)
}

export type RetagFlags = { readonly again?: boolean; readonly json?: boolean }

/** Applies changed topics, entities, places and words to stored articles. The next run continues an interrupted one. */
export const retag = async (context: CommandContext, flags: RetagFlags): Promise<number> => {
  try {
    return await retagHere(context, flags)
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error
    throw new StoreInUse(
      `${error.message} A running service does this by itself after a change; its log shows retag-started and retag-done.`,
    )
  }
}

const retagHere = async (context: CommandContext, flags: RetagFlags): Promise<number> =>
  await withApp(context, async (app) => {
    const { terminal, signal } = context
    const { taxonomy, sources } = app.configuration()
    const progress = createProgress(terminal, (await app.store.counts()).articles)
    const report = await retagStored({
      store: app.store,
      reading: app.parts().reading,
      sources,
      taxonomy,
      signal,
      now: context.clock.now,
      grouped: app.grouped,
      again: flags.again === true,
      progress: (looked, changed) => progress.set(looked, `${changed} changed`),
    })
    await app.grouped()
    progress.end()
    const text = `${report.looked} articles read again, ${report.changed} changed.`
    terminal.out(flags.json === true ? JSON.stringify(report) : report.finished ? text : `${text} Run it again to continue.`)
    return report.finished ? 0 : INTERRUPTED
  })
