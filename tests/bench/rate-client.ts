/**
 * Asks for feeds with If-None-Match at a constant rate, whatever the answers take, in a process of its own: `rate-client.ts ORIGIN RATE SECONDS PATH…`.
 * A request counts from when it was due, so that one that waits for others is not left out (Tene: coordinated omission).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Rate } from './rate.ts'

const CONNECTIONS = 64
const [origin = '', rate = '', seconds = '', ...paths] = process.argv.slice(2)
const pool = new Pool(origin, { connections: CONNECTIONS })
const etags = new Map<string, string>()
const statuses: Record<string, number> = {}
const took: number[] = []

const ask = async (path: string, due: number): Promise<void> => {
  const etag = etags.get(path)
  try {
    const { statusCode, headers, body } = await pool.request({
      path,
      method: 'GET',
      headers: { 'accept-encoding': 'gzip', ...(etag === undefined ? {} : { 'if-none-match': etag }) },
    })
    await body.dump({ limit: Number.MAX_SAFE_INTEGER })
    if (typeof headers['etag'] === 'string') etags.set(path, headers['etag'])
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
  } catch {
    statuses['failed'] = (statuses['failed'] ?? 0) + 1
  }
  took.push(performance.now() - due)
}

for (const path of paths) await ask(path, performance.now())
took.length = 0
for (const status of Object.keys(statuses)) delete statuses[status]
const begun = performance.now()
const everyMs = 1_000 / Number(rate)
const count = Number(rate) * Number(seconds)
const pending: Promise<void>[] = []
for (let sent = 0; sent < count; ) {
  for (; sent < count && begun + sent * everyMs <= performance.now(); sent += 1)
    pending.push(ask(paths[sent % paths.length] ?? '/', begun + sent * everyMs))
  await sleep(1)
}
await Promise.all(pending)
await pool.close()
const sorted = took.toSorted((a, b) => a - b)
const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
process.send?.({ statuses, p50: at(0.5), p99: at(0.99), most: at(1), cpuMs: process.cpuUsage().user / 1_000 } satisfies Rate)
