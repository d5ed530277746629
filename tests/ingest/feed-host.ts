/** A real web server on 127.0.0.1 that shows what a test gives it, with validators, and remembers what it was asked. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FeedHost = {
  readonly host: string
  show(path: string, body: string | Buffer, contentType?: string): void
  /** Answers in its own way: not at all, slowly, with an error. */
  behave(path: string, answer: (response: ServerResponse) => void): void
  /** Every request so far, in order. */
  readonly asked: readonly { readonly path: string; readonly headers: IncomingHttpHeaders; readonly status: number }[]
  close(): Promise<void>
}

export const startFeedHost = async (): Promise<FeedHost> => {
  const shown = new Map<string, { readonly body: Buffer; readonly contentType: string; readonly etag: string }>()
  const behaviours = new Map<string, (response: ServerResponse) => void>()
  const asked: { path: string; headers: IncomingHttpHeaders; status: number }[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const behaviour = behaviours.get(path)
    if (behaviour !== undefined) {
      asked.push({ path, headers: request.headers, status: 0 })
      behaviour(response)
      return
    }
    const page = shown.get(path)
    const status = page === undefined ? 404 : request.headers['if-none-match'] === page.etag ? 304 : 200
    asked.push({ path, headers: request.headers, status })
    if (page === undefined || status === 304) response.writeHead(status, page === undefined ? {} : { etag: page.etag }).end()
    else response.writeHead(200, { etag: page.etag, 'content-type': page.contentType }).end(page.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    behave: (path, answer) => void behaviours.set(path, answer),
    show(path, body, contentType = 'application/xml') {
      const bytes = Buffer.from(body)
      shown.set(path, { body: bytes, contentType, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}"` })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
