import type { Hono } from 'hono'
import { LATER, within } from '../../lib/concurrency.ts'
import { sourceId } from '../../model/ids.ts'
import type { AdminAccess } from '../admin-access.ts'
import { failureView } from '../api/catalogue-views.ts'
import { refuseUnknown, WAIT } from '../api/parameters.ts'
import type { PollSummary, WebDeps } from '../deps.ts'
import { HttpError } from '../http/http-error.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { didYouMean } from '../pages/configuration-index.ts'
import type { Site } from '../site.ts'
import { type Env, respond } from './respond.ts'
import { addTrialApi } from './trial-routes.ts'

/** Routes for polling now and for answers about topics, which need the admin token. */
export const addAdminRoutes = (app: Hono<Env>, deps: WebDeps, { site, admit }: { site: Site; admit: AdminAccess }): void => {
  const add = (path: string, run: (id: string, wait: boolean) => Promise<PollAnswer>): void => {
    app.post(path, (context) =>
      respond(context, 'api-poll', async (request) => {
        admit(request)
        refuseUnknown(request.query, [WAIT])
        const wait = request.query.get('wait')
        const { status, body } = await run(context.req.param('id') ?? '', wait === '1' || wait === 'true')
        // A client that waited for a poll wants to see its result.
        site.expire()
        const headers = { ...DATA_HEADERS, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
        return { status, headers, body: Buffer.from(`${JSON.stringify(body)}\n`) }
      }),
    )
    app.all(path, () => {
      throw new HttpError(405, 'Polling changes state, so it requires POST.', { headers: { allow: 'POST' } })
    })
  }
  addTrialApi(app, deps, { site, admit })
  add('/api/v1/poll', async (_, wait) => await pollAll(deps, wait))
  add('/api/v1/sources/:id/poll', async (id, wait) => await pollSource(deps, id, wait))
}

type PollAnswer = { readonly status: 200 | 202; readonly body: unknown }

const pollView = ({ source, outcome, added, revised, failure }: PollSummary) => ({
  source,
  outcome,
  added,
  revised,
  failure: failureView(failure),
})

/** Polls one source now. Throws 404 for an unknown source, 409 for one that cannot be polled now, 503 if nothing can be stored. */
const pollSource = async (deps: WebDeps, id: string, wait: boolean): Promise<PollAnswer> => {
  const { poll, configuration, log } = deps
  const known = configuration().sources.map((source) => source.id)
  const source = sourceId(id)
  if (!known.includes(source)) throw new HttpError(404, `There is no source “${id.slice(0, 80)}”.${didYouMean(id, known)}`)
  await mustBeReady(deps)
  if (!wait) {
    poll.source(source, false).catch((error: unknown) => log('error', 'poll-failed', { source, error: String(error) }))
    return { status: 202, body: { accepted: [source] } }
  }
  const summary = await within(ANSWER_MS, poll.source(source, true))
  if (summary === LATER || summary === 'elsewhere') return { status: 202, body: { accepted: [source] } }
  await mustBeReady(deps)
  if (summary === null)
    throw new HttpError(
      409,
      `Source ${source} is switched off, or another process polls it right now. See its state under /sources.`,
    )
  return { status: 200, body: pollView(summary) }
}

/** Polls every source now. */
const pollAll = async (deps: WebDeps, wait: boolean): Promise<PollAnswer> => {
  const { poll, configuration, log } = deps
  await mustBeReady(deps)
  const accepted = (): PollAnswer => ({
    status: 202,
    body: { accepted: configuration().sources.flatMap(({ id, active }) => (active ? id : [])) },
  })
  if (!wait) {
    poll.all(false).catch((error: unknown) => log('error', 'poll-failed', { error: String(error) }))
    return accepted()
  }
  const summaries = await within(ANSWER_MS, poll.all(true))
  if (summaries === LATER || summaries === 'elsewhere') return accepted()
  await mustBeReady(deps)
  const count = (outcome: PollSummary['outcome']): number => summaries.filter((summary) => summary.outcome === outcome).length
  return {
    status: 200,
    body: { read: count('read'), unchanged: count('unchanged'), failed: count('failed'), polls: summaries.map(pollView) },
  }
}

/** Milliseconds. Our listener and common proxies close a connection that is silent for a minute; a longer poll continues, and the answer is 202. */
const ANSWER_MS = 45_000

/** Throws 503 if the service is not ready: on a full disk, nothing that a poll brings can be stored. A poll may be the first that finds the disk full. */
const mustBeReady = async ({ ready }: WebDeps): Promise<void> => {
  const { ok, reasons } = await ready()
  if (!ok)
    throw new HttpError(
      503,
      `Nothing is polled now, since nothing can be stored: ${reasons.join('; ')}. Polling goes on by itself.`,
    )
}
