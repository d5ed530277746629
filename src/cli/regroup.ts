import { leaveRequest } from '../app/regroup-request.ts'
import type { RegroupReport } from '../app/regrouping.ts'
import { StoreInUse } from '../store/store.ts'
import { type CommandContext, INTERRUPTED, withApp } from './context.ts'
import { InputError } from './lines.ts'
import { createProgress } from './progress.ts'
import { counted } from './counted.ts'

export type RegroupFlags = { readonly since?: string; readonly json?: boolean }

/** Decides anew where stored articles belong. Where a service has the data folder, it is asked to. */
export const regroup = async (context: CommandContext, { since: text, json }: RegroupFlags): Promise<number> => {
  const { terminal, places, signal } = context
  const since = text === undefined ? null : instantIn(text)
  try {
    return await withApp(context, async (app) => {
      const progress = createProgress(terminal, (await app.store.counts()).articles)
      const report = await app.regroup({
        since,
        signal,
        progress: (done, _, decided) => progress.set(done, `${decided} decided otherwise`),
      })
      progress.end()
      terminal.out(json === true ? JSON.stringify(report) : told(report))
      return report.finished ? 0 : INTERRUPTED
    })
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error
    await leaveRequest(places.dataFolder, { since })
    const asked = 'The running service rebuilds the stories; its log says regroup-started, regroup-progress and regroup-done.'
    terminal.out(json === true ? JSON.stringify({ asked: true, since }) : asked)
    return 0
  }
}

const told = ({ looked, decided, stories, gone, finished }: RegroupReport): string => {
  const what = `${counted(looked, 'article')} looked at, ${decided} decided otherwise than before; ${stories} stories changed, ${gone} of them gone into others.`
  return finished ? what : `${what} Run it again to go on.`
}

/** A day, or a moment of it, in UTC unless it says otherwise. */
const instantIn = (text: string): number => {
  const instant = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)
    ? Date.parse(/T/.test(text) && !/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text)
    : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new InputError(`--since: "${text}" is not a day; write it as 2026-11-24, or 2026-11-24T08:00Z.`)
}
