/** A reverse proxy as an operator would put before the service, which remembers who asked for what and what the answer was. */
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = { readonly path: string; readonly status: number; readonly agent: string }
export type Witness = {
  readonly url: string
  /** Every answered request so far, in order. */
  readonly asked: readonly Asked[]
  forwardTo(service: string): void
  close(): Promise<void>
}

export const startWitness = async (): Promise<Witness> => {
  const asked: Asked[] = []
  let target = ''
  // It never closes a connection that waits: a program that stood still would send its next request to nobody.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => {
    const path = incoming.url ?? '/'
    const outgoing = ask(new URL(path, target), { method: incoming.method, headers: incoming.headers }, (response) => {
      const status = response.statusCode ?? 0
      asked.push({ path, status, agent: incoming.headers['user-agent'] ?? '' })
      answer.writeHead(status, response.headers)
      response.pipe(answer)
    })
    outgoing.on('error', () => answer.writeHead(502).end())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    forwardTo: (service) => {
      target = service
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
