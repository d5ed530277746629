/** Servers on 127.0.0.1 that end with the test that started them, and fetchers that may reach them. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createFetcher, type Fetcher, type FetcherSettings } from '../../src/fetch/fetcher.ts'
import type { FetchedFeed, FetchOutcome, FetchRequest } from '../../src/model/fetched-feed.ts'
import type { SourceFailure } from '../../src/model/source.ts'
import { CERTIFICATE, KEY } from './self-signed.ts'

export type TestServer = {
  readonly url: string
  readonly host: string
  readonly port: number
  /** What was asked so far. */
  readonly requests: IncomingMessage[]
}

const listening = async (server: Server, scheme: string): Promise<Omit<TestServer, 'requests'>> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: `${scheme}://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, port }
}

export const serve = async (answer: RequestListener): Promise<TestServer> => {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    return answer(request, response)
  })
  return { ...(await listening(server, 'http')), requests }
}

export const serveTls = async (answer: RequestListener): Promise<TestServer> => {
  const requests: IncomingMessage[] = []
  const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    requests.push(request)
    return answer(request, response)
  })
  return { ...(await listening(server, 'https')), requests }
}

/** A server that writes what it likes once a request has come. `connections` counts them. */
export const serveRaw = async (
  answer: (socket: Socket, request: string, connection: number) => void,
): Promise<{ readonly url: string; readonly connections: () => number }> => {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createRawServer((socket) => {
    connections += 1
    const connection = connections
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (bytes) => answer(socket, bytes.toString('latin1'), connection))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections }
}

export const NOW = Date.UTC(2026, 10, 24, 12)

export const fetcherWith = (settings: Partial<FetcherSettings> = {}): Fetcher => {
  const fetcher = createFetcher({
    userAgent: 'Polywire/1.0 (+https://polywire.example)',
    allowPrivate: ['127.0.0.0/8'],
    timeoutMs: 120_000,
    maxBytes: 1_000_000,
    perHost: { concurrency: 8, gapMs: 0 },
    now: () => NOW,
    elapsed: () => performance.now(),
    ...settings,
  })
  onTestFinished(() => fetcher.close())
  return fetcher
}

export const requestFor = (url: string, known: Partial<FetchRequest> = {}): FetchRequest => ({
  url,
  etag: null,
  lastModified: null,
  bodyHash: null,
  insecureTls: false,
  subscribers: null,
  ...known,
})

export const fetchedFrom = (outcome: FetchOutcome): FetchedFeed => {
  if (outcome.kind !== 'fetched') throw new Error(`not fetched: ${JSON.stringify(outcome)}`)
  return outcome.feed
}
export const textOf = (outcome: FetchOutcome): string => new TextDecoder().decode(fetchedFrom(outcome).bytes)

export const failureFrom = (outcome: FetchOutcome): SourceFailure => {
  if (outcome.kind !== 'failed') throw new Error(`did not fail: ${outcome.kind}`)
  return outcome.failure
}
