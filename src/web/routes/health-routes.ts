import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { MINUTE } from '../../lib/durations.ts'
import { keyDirectory } from '../../lib/web-bot-auth.ts'
import { SIGNING_KEY } from '../../model/secrets.ts'
import { HttpError } from '../http/http-error.ts'
import type { Answer } from '../http/document.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { type Env, respond } from './respond.ts'

/** The main thread's longest steps take a second or two. Without a turn for so long, it will hardly have one again. */
const STUCK_MS = MINUTE

/** Routes for machines: liveness, readiness, metrics, and the key that signs our requests. */
export const addHealthRoutes = (app: Hono<Env>, deps: WebDeps, metrics: RequestMetrics): void => {
  app.get('/healthz', (context) =>
    respond(context, 'health', async () =>
      deps.silentMs() < STUCK_MS ? uncached(200, { status: 'ok' }) : uncached(503, { status: 'stuck' }),
    ),
  )
  app.get('/readyz', (context) =>
    respond(context, 'health', async () => {
      const { ok, reasons } = await deps.ready()
      return uncached(ok ? 200 : 503, { ready: ok, reasons })
    }),
  )
  app.get('/.well-known/http-message-signatures-directory', (context) =>
    respond(context, 'keys', async ({ origin }) => {
      const key = await deps.store.note(SIGNING_KEY)
      if (key === null) throw new HttpError(404, 'requests of this service are not signed')
      const { headers, body } = keyDirectory(key, new URL(origin).host, deps.now())
      return { status: 200, headers: { ...DATA_HEADERS, ...headers, 'cache-control': 'max-age=3600' }, body: Buffer.from(body) }
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

/** Upper bounds of the histogram, in seconds. */
const BOUNDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10]

type Timing = { readonly counts: number[]; seconds: number; total: number }

/**
 * Counts and times answers by route (a pattern, not an address, since addresses are without number). The numbers are put into the
 * Prometheus text format only on request: counting a 304 with prom-client took a tenth of the whole answer.
 */
export const createRequestMetrics = () => {
  const requests = new Map<string, Map<number, number>>()
  const timings = new Map<string, Timing>()

  const countStatus = (route: string, status: number): void => {
    const statuses = requests.get(route) ?? new Map<number, number>()
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    requests.set(route, statuses)
  }
  return {
    count(route: string, status: number, tookMs: number): void {
      countStatus(route, status)
      const timing = timings.get(route) ?? { counts: BOUNDS.map(() => 0), seconds: 0, total: 0 }
      const seconds = tookMs / 1000
      const bucket = BOUNDS.findIndex((bound) => seconds <= bound)
      if (bucket !== -1) timing.counts[bucket] = (timing.counts[bucket] ?? 0) + 1
      timing.seconds += seconds
      timing.total += 1
      timings.set(route, timing)
    },
    text: (): string => [...requestLines(requests), ...durationLines(timings)].map((line) => `${line}\n`).join(''),
  }
}
type RequestMetrics = ReturnType<typeof createRequestMetrics>

const requestLines = (requests: ReadonlyMap<string, ReadonlyMap<number, number>>): readonly string[] => [
  '# HELP polywire_http_requests_total HTTP requests answered, by route and status.',
  '# TYPE polywire_http_requests_total counter',
  ...[...requests].flatMap(([route, statuses]) =>
    [...statuses].map(([status, count]) => `polywire_http_requests_total{route="${route}",status="${status}"} ${count}`),
  ),
]

const durationLines = (timings: ReadonlyMap<string, Timing>): readonly string[] => [
  '# HELP polywire_http_request_duration_seconds Time from request to answer, by route.',
  '# TYPE polywire_http_request_duration_seconds histogram',
  ...[...timings].flatMap(([route, { counts, seconds, total }]) => {
    let below = 0
    const buckets = BOUNDS.map((bound, index) => {
      below += counts[index] ?? 0
      return `polywire_http_request_duration_seconds_bucket{route="${route}",le="${bound}"} ${below}`
    })
    return [
      ...buckets,
      `polywire_http_request_duration_seconds_bucket{route="${route}",le="+Inf"} ${total}`,
      `polywire_http_request_duration_seconds_sum{route="${route}"} ${seconds}`,
      `polywire_http_request_duration_seconds_count{route="${route}"} ${total}`,
    ]
  }),
]
