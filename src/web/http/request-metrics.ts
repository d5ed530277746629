import { Counter, Histogram, Registry } from 'prom-client'

/** Counts and times answers by route (a pattern, never an address: those are without number). */
export const createRequestMetrics = () => {
  const registry = new Registry()
  const requests = new Counter({
    name: 'polywire_http_requests_total',
    help: 'HTTP requests answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'polywire_http_request_duration_seconds',
    help: 'Time from request to answer, by route.',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const counters = new Map<string, ReturnType<typeof requests.labels>>()
  const timers = new Map<string, ReturnType<typeof seconds.labels>>()
  const counterOf = (route: string, status: number) => {
    const key = `${status} ${route}`
    const known = counters.get(key) ?? requests.labels(route, String(status))
    counters.set(key, known)
    return known
  }
  const timerOf = (route: string) => {
    const known = timers.get(route) ?? seconds.labels(route)
    timers.set(route, known)
    return known
  }
  return {
    count(route: string, status: number, tookMs: number): void {
      counterOf(route, status).inc()
      timerOf(route).observe(tookMs / 1000)
    },
    text: async (): Promise<string> => await registry.metrics(),
  }
}
export type RequestMetrics = ReturnType<typeof createRequestMetrics>
