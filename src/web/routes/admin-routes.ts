import { createHash, timingSafeEqual } from 'node:crypto'
import type { Hono } from 'hono'
import { type Instant, sourceId } from '../../model/ids.ts'
import { failureView } from '../api/catalogue-views.ts'
import { refuseUnknown, WAIT } from '../api/parameters.ts'
import type { PollSummary, WebDeps } from '../deps.ts'
import type { HeaderOf } from '../http/conditional.ts'
import { HttpError } from '../http/http-error.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { didYouMean } from '../pages/configuration-index.ts'
import type { Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

/** The only requests that change anything. */
export const addAdminRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  const admit = createAdminAccess(deps.adminToken, deps.now)
  const add = (path: string, run: (id: string, wait: boolean) => Promise<PollAnswer>): void => {
    app.post(path, (context) =>
      respond(context, 'api-poll', async (request) => {
        admit({ header: request.header, origin: request.origin, address: context.env.client ?? 'unknown' })
        refuseUnknown(request.query, [WAIT])
        const wait = request.query.get('wait')
        const { status, body } = await run(context.req.param('id') ?? '', wait === '1' || wait === 'true')
        // Who waited for a poll wants to see what it brought.
        site.expire()
        const headers = { ...DATA_HEADERS, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
        return { status, headers, body: Buffer.from(`${JSON.stringify(body)}\n`) }
      }),
    )
    app.get(path, () => {
      throw new HttpError(405, 'Polling changes state, so it requires POST.', { headers: { allow: 'POST' } })
    })
  }
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

/** Polls one source now. */
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
  const summary = await poll.source(source, true)
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
const mustBeReady = async ({ ready }: WebDeps): Promise<void> => {
  const { ok, reasons } = await ready()
  if (!ok)
    throw new HttpError(
      503,
      `Nothing is polled now, since nothing can be stored: ${reasons.join('; ')}. Polling goes on by itself.`,
    )
}

/** Wrong tokens that one address may try at once, and how long until it may try one more. */
const TRIES = 10
const REFILL_MS = 6_000
const MOST_ADDRESSES = 10_000

type Caller = { readonly header: HeaderOf; readonly address: string; readonly origin: string }

/** Lets the admin through; refuses everybody else, in words that say what is missing. */
const createAdminAccess = (token: string | null, now: () => Instant) => {
  const expected = token === null ? null : digest(token)
  const tries = createTries(now)
  return (caller: Caller): void => {
    refuseOtherSites(caller)
    if (expected === null)
      throw new HttpError(
        403,
        'This needs the admin token, and none is set. Set POLYWIRE_ADMIN_TOKEN (or POLYWIRE_ADMIN_TOKEN_FILE), restart, and send it as “Authorization: Bearer …”.',
      )
    const waitMs = tries.waitMs(caller.address)
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000)
      throw new HttpError(429, `Too many wrong tokens from your address. Try again in ${seconds} s.`, {
        headers: { 'retry-after': String(seconds) },
      })
    }
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(caller.header('authorization') ?? '') ?? []
    // Digests have one length, so that the comparison tells nothing of the token's.
    if (timingSafeEqual(digest(given), expected)) return
    if (given !== '') tries.wrong(caller.address)
    throw new HttpError(
      401,
      given === '' ? 'Send the admin token as “Authorization: Bearer …”.' : 'The admin token is wrong.',
      {
        headers: { 'www-authenticate': 'Bearer realm="polywire"' },
      },
    )
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Browsers say where a request comes from; no page of another site may act here, even with a token. */
const refuseOtherSites = ({ header, origin }: Caller): void => {
  const site = header('sec-fetch-site')
  const from = header('origin')
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') || (from !== undefined && from !== new URL(origin).origin)
  if (foreign) throw new HttpError(403, 'Requests from pages of other sites are not allowed.')
}

const createTries = (now: () => Instant) => {
  const spent = new Map<string, { readonly count: number; readonly at: Instant }>()
  const countOf = (address: string): number => {
    const entry = spent.get(address)
    if (entry === undefined) return 0
    // A clock that steps back must not lock anybody out for longer.
    return Math.max(0, entry.count - Math.max(0, now() - entry.at) / REFILL_MS)
  }
  return {
    waitMs: (address: string): number => Math.max(0, (countOf(address) - TRIES + 1) * REFILL_MS),
    wrong(address: string): void {
      const count = countOf(address) + 1
      if (spent.size >= MOST_ADDRESSES) spent.clear()
      spent.set(address, { count, at: now() })
    },
  }
}
