/** The HTTP service: feeds, pages, API, health, metrics, push. Only polling, answers about topics, WebSub and unsubscribing change anything. */
import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import type { Store } from '../store/ports/store.ts'
import { createAdminAccess } from './admin-access.ts'
import { createExports } from './api/exports.ts'
import { createStoryStream } from './api/stream.ts'
import type { WebDeps } from './deps.ts'
import { createErrors } from './errors.ts'
import type { HeaderOf } from './http/conditional.ts'
import type { Answer } from './http/document.ts'
import { type ClientEnv, basePath, originOf, readRequest, withoutBase } from './http/web-request.ts'
import { addAdminRoutes } from './routes/admin-routes.ts'
import { addApiRoutes } from './routes/api-routes.ts'
import { addDumpRoutes } from './routes/dump-routes.ts'
import { addCors } from './routes/cors.ts'
import { addDigestRoutes, addUnsubscribeRoutes } from './routes/digest-routes.ts'
import { addFeedRoutes } from './routes/feed-routes.ts'
import { addHealthRoutes, createRequestMetrics } from './routes/health-routes.ts'
import { addMovedStories, addPageRoutes } from './routes/page-routes.ts'
import type { Env } from './routes/respond.ts'
import { addMcpRoutes } from './routes/mcp-routes.ts'
import { addWebSubRoutes } from './routes/websub-routes.ts'
import { createSite } from './site.ts'

export type Web = {
  /** Answers any request. */
  fetch(request: Request, env?: ClientEnv): Promise<Response>
  /** The cached answer to a feed request, if there is a current one; null: use `fetch`. Costs one look-up. */
  cachedAnswer(method: string, target: string, header: HeaderOf): Promise<Answer | null>
  /** The paths that answer GET, as patterns: `/topics/:id`. */
  readonly paths: readonly string[]
  /** Ends the streams, which would never end by themselves. */
  close(): void
}

/** Makes the web from what it needs. `elapsed`: monotonic milliseconds. */
export const createWeb = (deps: WebDeps, elapsed: () => number): Web => {
  const site = createSite(deps, elapsed)
  const stream = createStoryStream(deps, elapsed)
  const exports = createExports(deps, elapsed)
  const metrics = createRequestMetrics()
  const errors = createErrors(deps, site)
  const admit = createAdminAccess(deps.adminToken, deps.now)
  const base = basePath(deps.publicUrl)
  const app = new Hono<Env>({ getPath: (request) => withoutBase(getPath(request), base) })

  app.use(async (context, next) => {
    const begun = elapsed()
    context.set('request', readRequest(context.req.raw, deps.publicUrl, context.env))
    await next()
    metrics.count(context.get('route') ?? 'other', context.res.status, elapsed() - begun)
  })
  addCors(app, () => deps.configuration().service.web.cors)
  addMovedStories(app, deps)
  addFeedRoutes(app, deps, site)
  addDigestRoutes(app, deps, site)
  addUnsubscribeRoutes(app, deps, site)
  addPageRoutes(app, deps, { site, admit })
  addApiRoutes(app, deps, { site, stream, exports })
  addDumpRoutes(app, deps)
  addMcpRoutes(app, deps, site)
  addAdminRoutes(app, deps, { site, admit })
  addHealthRoutes(app, deps, metrics)
  if (deps.push !== null) addWebSubRoutes(app, deps.push)
  app.notFound(errors.notFound)
  app.onError(errors.failed)

  return {
    async fetch(request, env = {}) {
      return await app.fetch(request, env)
    },
    async cachedAnswer(method, request, header) {
      const target = withoutBase(request, base)
      if ((method !== 'GET' && method !== 'HEAD') || !target.startsWith('/feeds/')) return null
      const begun = elapsed()
      const origin = knownOrigin(deps.publicUrl, header('host'))
      const answer = origin === null ? null : await site.cachedAnswer(method, origin, target, header)
      if (answer !== null) metrics.count('feed', answer.status, elapsed() - begun)
      return answer
    },
    paths: [...new Set(app.routes.flatMap(({ method, path }) => (method === 'GET' ? path : [])))],
    close: () => stream.close(),
  }
}

const knownOrigin = (publicUrl: string | null, host: string | undefined): string | null => {
  try {
    return originOf(publicUrl, host)
  } catch {
    // `fetch` then answers with what is wrong with the header.
    return null
  }
}

const SOON_MS = 400

/**
 * Requests the front page soon after the start, so that the first reader doesn't wait while modules and caches load. Does nothing with an
 * empty store: there is nothing to load, and its first articles are stored faster without this request.
 */
export const warmUpSoon = (store: Pick<Store, 'counts'>, requestFrontPage: () => Promise<unknown>) => {
  let request = Promise.resolve()
  const warmUp = async (): Promise<void> => {
    if ((await store.counts()).articles > 0) await requestFrontPage()
  }
  const timer = setTimeout(() => {
    // Nothing depends on the answer, and the next request reports the error.
    request = warmUp().catch(() => {})
  }, SOON_MS)
  return {
    async close(): Promise<void> {
      clearTimeout(timer)
      await request
    },
  }
}
