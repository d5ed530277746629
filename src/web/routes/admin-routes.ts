import type { Hono } from 'hono'
import { createAdminAccess } from '../api/admin-access.ts'
import { pollAll, pollSource, type PollAnswer } from '../api/poll-now.ts'
import type { WebDeps } from '../deps.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { HttpError } from '../http/http-error.ts'
import type { Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

/** The only requests that change anything. */
export const addAdminRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  const admit = createAdminAccess(deps.adminToken, deps.now)
  const add = (path: string, run: (id: string, wait: boolean) => Promise<PollAnswer>): void => {
    app.post(path, (context) =>
      respond(context, 'api-poll', async (request) => {
        admit({ header: request.header, origin: request.origin, address: context.env.client ?? 'unknown' })
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
