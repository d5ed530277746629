/**
 * What readers wait for who ask for feeds that have not changed, at a constant rate, while hundreds of sources are polled and grouped: alone, beside
 * clients that never finish their request, and beside some that read slowly. A bare server of Node, asked in the same way at the same time of
 * the same machine, tells what of it is the machine's.
 */
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { freePort } from '../free-port.ts'
import { startNewsDay } from '../life/news-day.ts'
import { type LivingService, startLivingService } from '../life/service.ts'
import { settingsFor } from '../life/settings.ts'
import { inventFeeds } from './invented-feeds.ts'

/** Milliseconds. */
export type Rate = {
  readonly statuses: Readonly<Record<string, number>>
  readonly p50: number
  readonly p99: number
  readonly most: number
  readonly cpuMs: number
}

type Options = { readonly perSecond: number; readonly seconds: number; readonly write: (text: string) => void }

const SOURCES = 300
/** A day of news in ten minutes. */
const PACE = { hours: 24, minutes: 10 }
const HALF_OPEN = 500
const SLOW = 50
const PATHS = ['/feeds/all.atom', '/feeds/all.rss', '/feeds/all.json', '/feeds/trade.atom', '/feeds/net.atom?lang=en']

export const measureRate = async ({ perSecond, seconds, write }: Options): Promise<void> => {
  const read = await readConfiguration(resolve(import.meta.dirname, '../../config'), process.env)
  if (!read.ok) throw new Error('config/ cannot be read')
  const invented = inventFeeds(read.configuration.taxonomy, SOURCES, 10)
  const lastsMs = PACE.minutes * 60_000
  const day = await startNewsDay({ ...PACE, invented, sources: SOURCES, hosts: 40, lastsMs, others: () => null })
  const port = await freePort()
  const service = await startLivingService({ port, leaks: [], files: settingsFor(PACE, day, []) })
  const bare = await startBareServer()
  const row = async (name: string, origin: string): Promise<void> => {
    const [before, from] = [await stateOf(service), performance.now()]
    const { statuses, p50, p99, most } = await askAtRate(origin, perSecond, seconds)
    const after = await stateOf(service)
    const figures = [p50, p99, most].map((value) => value.toFixed(1).padStart(8)).join(' ')
    const busy = ((after.cpuMs - before.cpuMs) / (performance.now() - from)) * 100
    write(
      `${name.padEnd(34)} ${figures}  ${String(after.polls - before.polls).padStart(6)} ${String(after.edition - before.edition).padStart(8)} ${busy.toFixed(0).padStart(5)} %  ${JSON.stringify(statuses)}`,
    )
  }
  try {
    while ((await stateOf(service)).articles < SOURCES * 9) await sleep(1_000)
    day.begin()
    await sleep(5_000)
    write(
      `${`${perSecond} requests a second`.padEnd(34)} ${['p50 ms', 'p99 ms', 'most ms'].map((name) => name.padStart(8)).join(' ')}  ${'polls'.padStart(6)} editions     CPU  answers`,
    )
    await row('a bare server', bare.url)
    await row('feeds', service.url)
    const halfOpen = keepOpen(HALF_OPEN, () => openHalf(port))
    await row(`and ${HALF_OPEN} half-open clients`, service.url)
    halfOpen()
    const slow = keepOpen(SLOW, () => readSlowly(port))
    await row(`and ${SLOW} slow readers`, service.url)
    slow()
    await row('a bare server', bare.url)
  } finally {
    await service.close()
    await day.close()
    bare.close()
  }
}

const askAtRate = async (origin: string, perSecond: number, seconds: number): Promise<Rate> => {
  const args = [origin, String(perSecond), String(seconds), ...PATHS]
  const child = fork(resolve(import.meta.dirname, 'rate-client.ts'), args)
  return await new Promise((done, failed) => {
    let rate: Rate | null = null
    child.on('message', (message) => {
      rate = message as Rate
    })
    child.on('exit', (code) => (rate === null ? failed(new Error(`the client ended with ${code}`)) : done(rate)))
  })
}

type State = { readonly polls: number; readonly articles: number; readonly edition: number; readonly cpuMs: number }
const stateOf = async (service: LivingService): Promise<State> => {
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  const sum = (name: string): number =>
    metrics
      .split('\n')
      .filter((line) => line.startsWith(name))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
  return {
    polls: sum('polywire_polls_total{'),
    articles: sum('polywire_articles '),
    edition: sum('polywire_edition '),
    cpuMs: service.cpuMs(),
  }
}

/** Answers 304 to everything. */
const startBareServer = async (): Promise<{ readonly url: string; readonly close: () => void }> => {
  const server = createServer((_, response) => void response.writeHead(304, { etag: '"x"' }).end())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

type Closing = { readonly destroy: () => void; readonly onClose: (listener: () => void) => void }

/** So many at a time: who is cut off comes back. Returns what ends them. */
const keepOpen = (count: number, open: () => Closing): (() => void) => {
  let isEnding = false
  const all = new Set<Closing>()
  const add = (): void => {
    const one = open()
    all.add(one)
    one.onClose(() => {
      all.delete(one)
      if (!isEnding) setTimeout(add, 100)
    })
  }
  for (let index = 0; index < count; index += 1) add()
  return () => {
    isEnding = true
    for (const one of all) one.destroy()
  }
}

const clientOf = (port: number, request: string) => {
  const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request))
  socket.on('error', () => {})
  return socket
}

const openHalf = (port: number): Closing => {
  const socket = clientOf(port, 'GET /feeds/all.atom HTTP/1.1\r\nHost: half\r\n')
  return { destroy: () => socket.destroy(), onClose: (listener) => void socket.once('close', listener) }
}

/** 4 kB ten times a second, of a feed of a thousand entries. */
const readSlowly = (port: number): Closing => {
  const socket = clientOf(
    port,
    `GET /feeds/all.atom?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
  )
  socket.pause()
  const timer = setInterval(() => void socket.read(4_096), 100)
  socket.on('readable', () => {})
  socket.once('close', () => clearInterval(timer))
  socket.once('end', () => socket.destroy())
  return { destroy: () => socket.destroy(), onClose: (listener) => void socket.once('close', listener) }
}
