import { sourceId } from '../../model/ids.ts'
import type { PollSummary, WebDeps } from '../deps.ts'
import { HttpError } from '../http/http-error.ts'
import { didYouMean } from '../pages/configuration-index.ts'
import { failureView } from './views.ts'

export type PollAnswer = { readonly status: 200 | 202; readonly body: unknown }

const pollView = ({ source, outcome, added, revised, failure }: PollSummary) => ({
  source,
  outcome,
  added,
  revised,
  failure: failureView(failure),
})

/** Polls one source now. */
export const pollSource = async (deps: WebDeps, id: string, wait: boolean): Promise<PollAnswer> => {
  const { poll, configuration, log } = deps
  const known = configuration().sources.map((source) => source.id)
  const source = sourceId(id)
  if (!known.includes(source)) throw new HttpError(404, `There is no source “${id.slice(0, 80)}”.${didYouMean(id, known)}`)
  mustBeReady(deps)
  if (!wait) {
    poll.source(source, false).catch((error: unknown) => log('error', 'poll-failed', { source, error: String(error) }))
    return { status: 202, body: { accepted: [source] } }
  }
  const summary = await poll.source(source, true)
  if (summary === null)
    throw new HttpError(
      409,
      `Source ${source} is switched off, or another process polls it right now. See its state under /sources.`,
    )
  return { status: 200, body: pollView(summary) }
}

/** Polls every source now. */
export const pollAll = async (deps: WebDeps, wait: boolean): Promise<PollAnswer> => {
  const { poll, configuration, log } = deps
  mustBeReady(deps)
  if (!wait) {
    poll.all(false).catch((error: unknown) => log('error', 'poll-failed', { error: String(error) }))
    const active = configuration().sources.filter((source) => source.active)
    return { status: 202, body: { accepted: active.map(({ id }) => id) } }
  }
  const summaries = await poll.all(true)
  const count = (outcome: PollSummary['outcome']): number => summaries.filter((summary) => summary.outcome === outcome).length
  return {
    status: 200,
    body: { read: count('read'), unchanged: count('unchanged'), failed: count('failed'), polls: summaries.map(pollView) },
  }
}

/** On a full disk nothing is polled: it could not be stored. */
const mustBeReady = ({ ready }: WebDeps): void => {
  const { ok, reasons } = ready()
  if (!ok)
    throw new HttpError(
      503,
      `Nothing is polled now, since nothing can be stored: ${reasons.join('; ')}. Polling goes on by itself.`,
    )
}
