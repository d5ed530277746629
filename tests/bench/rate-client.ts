/**
 * Asks for feeds with If-None-Match at a constant rate, whatever the answers take, in a process of its own: `rate-client.ts ORIGIN RATE SECONDS PATH…`.
 * A request counts from when it was due, so that one that waits for others is not left out (Tene: coordinated omission). What is asked in the
 * first seconds, in which the client itself starts and connects, is not counted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Rate } from './rate.ts'

const CONNECTIONS = 64
const WARM_UP_SECONDS = 3
const [origin = '', rate = '', seconds = '', ...paths] = process.argv.slice(2)
const pool = new Pool(origin, { connections: CONNECTIONS })
const etags = new Map<string, string>()
const statuses: Record<string, number> = {}
const took: number[] = []

const ask = async (path: string): Promise<number | 'failed'> => {
  const etag = etags.get(path)
  try {
    const { statusCode, headers, body } = await pool.request({
      path,
      method: 'GET',
      headers: { 'accept-encoding': 'gzip', ...(etag === undefined ? {} : { 'if-none-match': etag }) },
    })
    await body.dump({ limit: Number.MAX_SAFE_INTEGER })
    if (typeof headers['etag'] === 'string') etags.set(path, headers['etag'])
    return statusCode
  } catch {
    return 'failed'
  }
}

for (const path of paths) await ask(path)
const everyMs = 1_000 / Number(rate)
const uncounted = WARM_UP_SECONDS * Number(rate)
const count = uncounted + Number(seconds) * Number(rate)
const begun = performance.now()
let sent = 0
/** Whoever has no connection free asks later, with the newest tag then, as another reader would. */
const keepAsking = async (): Promise<void> => {
  while (sent < count) {
    const [number, due] = [sent, begun + sent * everyMs]
    if (due > performance.now()) {
      await sleep(1)
      continue
    }
    sent += 1
    const status = await ask(paths[number % paths.length] ?? '/')
    if (number < uncounted) continue
    statuses[status] = (statuses[status] ?? 0) + 1
    took.push(performance.now() - due)
  }
}
await Promise.all(Array.from({ length: CONNECTIONS }, keepAsking))
await pool.close()
const sorted = took.toSorted((a, b) => a - b)
const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
process.send?.({ statuses, p50: at(0.5), p99: at(0.99), most: at(1), cpuMs: process.cpuUsage().user / 1_000 } satisfies Rate)
