/** A publisher that watches how it is read, as those do who score feed readers: what each request says, and when it comes. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Seen = {
  readonly at: number
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly open: number
}
type Answer = (response: ServerResponse, headers: IncomingHttpHeaders) => void

export type MannersServer = {
  readonly host: string
  /** Requests to a path, in order. */
  seen(path: string): readonly Seen[]
  all(): readonly Seen[]
  /** How a path answers from now on. */
  show(path: string, answer: Answer): void
  /** Requests that were being answered at once, at most. */
  most(): number
  close(): Promise<void>
}

export const startMannersServer = async (): Promise<MannersServer> => {
  const seen = new Map<string, Seen[]>()
  const answers = new Map<string, Answer>()
  let [open, most] = [0, 0]
  const server = createServer((request, response) => {
    const { url: path = '/', headers, method = '' } = request
    open += 1
    most = Math.max(most, open)
    response.once('close', () => (open -= 1))
    seen.set(path, [...(seen.get(path) ?? []), { at: performance.now(), method, headers, open }])
    // A moment, so that requests at once are seen to be.
    setTimeout(() => (answers.get(path) ?? notFound)(response, headers), 30)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: (path) => seen.get(path) ?? [],
    all: () => [...seen.values()].flat(),
    show: (path, answer) => void answers.set(path, answer),
    most: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const notFound: Answer = (response) => void response.writeHead(404).end()

/** A feed with these validators, answered with 304 to whoever sends back both as they are. */
export const validated =
  (body: string, validators: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): Answer =>
  (response, headers) => {
    const isSame =
      headers['if-none-match'] === validators['etag'] && headers['if-modified-since'] === validators['last-modified']
    const known = Object.keys(validators).length > 0 && isSame
    response.writeHead(known ? 304 : 200, { ...validators, ...more, ...(known ? {} : { 'content-type': 'application/xml' }) })
    response.end(known ? undefined : body)
  }
