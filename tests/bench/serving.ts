/** What an answer costs the service, by the processor time of its process: unchanged ones (304), and whole ones in gzip. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { freePort } from '../free-port.ts'
import { cpuMsOf } from '../processor-time.ts'
import type { Build } from './contest.ts'

/** Microseconds of the processor for one answer. */
export type Serving = { readonly unchangedUs: number; readonly wholeUs: number }

const CONNECTIONS = 16
const UNCHANGED = 10_000
const WHOLE = 2_000
const WARM_UP = 1_000
const PATH = '/feeds/all.atom'
const START_MS = 120_000

export const measureServing = async (build: Build, config: string, data: string): Promise<Serving> => {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [join(build.root, 'bin/polywire'), 'serve'], {
    stdio: 'ignore',
    env: { ...process.env, POLYWIRE_CONFIG: config, POLYWIRE_DATA: data, POLYWIRE_LISTEN: `127.0.0.1:${port}` },
  })
  const ended = once(child, 'exit')
  const pool = new Pool(origin, { connections: CONNECTIONS })
  try {
    const etag = await firstAnswer(origin)
    const costOf = async (count: number, headers: Readonly<Record<string, string>>): Promise<number> => {
      await ask(pool, Math.min(count, WARM_UP), headers)
      const before = cpuMsOf(child.pid ?? 0)
      await ask(pool, count, headers)
      return ((cpuMsOf(child.pid ?? 0) - before) * 1_000) / count
    }
    const coding = { 'accept-encoding': 'gzip' }
    return {
      unchangedUs: await costOf(UNCHANGED, { ...coding, 'if-none-match': etag }),
      wholeUs: await costOf(WHOLE, coding),
    }
  } finally {
    await pool.close()
    child.kill('SIGKILL')
    await ended
  }
}

/** The tag of the feed, as soon as the service answers. */
const firstAnswer = async (origin: string): Promise<string> => {
  const begun = performance.now()
  while (performance.now() - begun < START_MS) {
    const etag = await fetch(`${origin}${PATH}`, { headers: { 'accept-encoding': 'gzip' } })
      .then(async (response) => (await response.arrayBuffer(), response.ok ? response.headers.get('etag') : null))
      .catch(() => null)
    if (etag !== null) return etag
    await sleep(200)
  }
  throw new Error(`${origin}${PATH} does not answer`)
}

const ask = async (pool: Pool, count: number, headers: Readonly<Record<string, string>>): Promise<void> => {
  let sent = 0
  const keepAsking = async (): Promise<void> => {
    while (sent < count) {
      sent += 1
      const request = { path: PATH, method: 'GET', headers } as const
      // A server may close a connection in the moment in which it is used again.
      const { statusCode, body } = await pool.request(request).catch(async () => await pool.request(request))
      await body.dump({ limit: Number.MAX_SAFE_INTEGER })
      if (statusCode !== 200 && statusCode !== 304) throw new Error(`${PATH} answers ${statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, keepAsking))
}
