import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import type { Answer } from '../http/document.ts'
import type { RequestMetrics } from '../http/request-metrics.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { type Env, respond } from './respond.ts'

/** For whoever watches the service: is it alive, may it get traffic, how is it doing. */
export const addHealthRoutes = (app: Hono<Env>, deps: WebDeps, metrics: RequestMetrics): void => {
  app.get('/healthz', (context) => respond(context, 'health', async () => uncached(200, { status: 'ok' })))
  app.get('/readyz', (context) =>
    respond(context, 'health', async () => {
      const { ok, reasons } = deps.ready()
      return uncached(ok ? 200 : 503, { ready: ok, reasons })
    }),
  )
  app.get('/metrics', (context) =>
    respond(context, 'metrics', async () => {
      const own = metrics.text()
      const service = deps.metrics === null ? '' : await deps.metrics.text()
      return answerText(
        200,
        `${service}${service === '' || service.endsWith('\n') ? '' : '\n'}${own}`,
        'text/plain; version=0.0.4; charset=utf-8',
      )
    }),
  )
}

const uncached = (status: number, value: unknown): Answer =>
  answerText(status, `${JSON.stringify(value)}\n`, 'application/json; charset=utf-8')

const answerText = (status: number, body: string, type: string): Answer => ({
  status,
  headers: { ...DATA_HEADERS, 'content-type': type, 'cache-control': 'no-store' },
  body: Buffer.from(body),
})
