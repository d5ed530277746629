/** Clients hold every file descriptor that the service may have: its own process, a real limit (RLIMIT_NOFILE), real connections. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { item, openWorkplace, rss, sourcesYaml } from '../cli/workplace.ts'
import { startFeedHost } from '../ingest/feed-host.ts'

/** The configuration is looked at every five seconds, requests of commands every two. */
const LOOKS_MS = 12_000

/** Has a process allow itself few descriptors before it begins: it reads its limit once. */
const LIMIT = `
import { execFileSync } from 'node:child_process'
import { isMainThread } from 'node:worker_threads'
if (isMainThread) execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=300'])
`
const FEW = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(LIMIT)}` }

/** A service with a source that is polled every second. `held`: connections of clients, until the test ends. */
const serve = async (env: Readonly<Record<string, string>> = {}) => {
  const host = await startFeedHost()
  const place = openWorkplace()
  const held: Socket[] = []
  onTestFinished(async () => {
    for (const socket of held) socket.destroy()
    await place.clear()
    await host.close()
  })
  host.show('/a', rss([item('1')]))
  const service = `fetch: { allow_private: ["${host.host}"], per_host: { gap: 0s } }\nunderstanding: { model: none }\nstories: all\n`
  place.write('polywire.yaml', service)
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }).replace(' }', ', every: 1s, min: 1s, max: 1s }'))
  const served = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0', ...env } })
  /** Its address. */
  const started = async (): Promise<string> => /http:\S+/.exec(await served.line(/^Polywire is running at/))?.[0] ?? ''
  return { host, place, held, service, served, started }
}

// Of Linux: a limit that can be set from outside.
test.skipIf(process.platform !== 'linux')(
  'the service lives on, says why once, blames no source, and goes on when there are descriptors again',
  async () => {
    const { host, place, held, service, served, started } = await serve()
    const url = await started()
    await served.line(/"event":"polled"/)

    const open = readdirSync(`/proc/${served.child.pid}/fd`).length
    execFileSync('prlimit', ['--pid', String(served.child.pid), `--nofile=${open + 6}:`])
    const refused: Promise<unknown>[] = []
    for (let index = 0; index < 40; index += 1) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
      held.push(socket)
      refused.push(once(socket, 'close'))
    }
    await Promise.any(refused)
    host.show('/a', rss([item('1'), item('2')]))
    await served.line(/"event":"descriptors-exhausted"/)
    await setTimeout(LOOKS_MS)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
    place.write('polywire.yaml', `${service}# changed meanwhile\n`)

    for (const socket of held) socket.destroy()
    await served.line(/"event":"polled".*"items":2,"added":1/)
    await served.line(/"event":"reloaded"/)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${url}/feeds/all.atom`)).text()).toMatch(/Report 2[\s\S]*Report 1|Report 1[\s\S]*Report 2/)
    served.child.kill('SIGTERM')
    const { code, out } = await served.ended
    expect(code).toBe(0)
    const events = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly event: string }).event)
    const counted = (event: string): number => events.filter((one) => one === event).length
    expect([counted('descriptors-exhausted'), counted('reloaded')]).toEqual([1, 1])
    expect(events.filter((event) => /failed|broken/.test(event))).toEqual([])
  },
)

test.skipIf(process.platform !== 'linux')('where few descriptors are allowed, clients take half of them at most', async () => {
  const { host, held, served, started } = await serve(FEW)
  const url = await started()
  for (let index = 0; index < 600; index += 1) held.push(connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}))
  await once(held.at(-1) as Socket, 'connect')
  await served.line(/"event":"polled"/)
  host.show('/a', rss([item('1'), item('2')]))
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  await served.line(/"event":"polled".*"items":2,"added":1/)
  expect(readdirSync(`/proc/${served.child.pid}/fd`).length).toBeLessThan(250)
  served.child.kill('SIGTERM')
  const { code, out } = await served.ended
  expect([code, /descriptors-exhausted/.test(out)]).toEqual([0, false])
})
