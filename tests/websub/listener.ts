/** A web server on 127.0.0.1 that stands for a subscriber or a hub, answers as a test wants, and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createSender, type Sender, type SenderSettings } from '../../src/fetch/sender.ts'

export type Heard = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}
export type Said = { readonly status: number; readonly text?: string; readonly headers?: Record<string, string> }

export type Listener = {
  readonly url: string
  readonly heard: Heard[]
  posts(): readonly Heard[]
  gets(): readonly Heard[]
  /** From now on. */
  answer: (heard: Heard) => Said | Promise<Said>
}

/** Confirms whatever it is asked, and takes whatever it gets. */
export const agreeable = ({ method, query }: Heard): Said =>
  method === 'GET' ? { status: 200, text: query.get('hub.challenge') ?? '' } : { status: 204 }

/** `host`: another address of this machine stands for another host. */
export const listenOn127 = async (port = 0, host = '127.0.0.1'): Promise<Listener> => {
  const heard: Heard[] = []
  const listener: { answer: Listener['answer'] } = { answer: agreeable }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
      const { method = '', headers } = request
      const entry = { method, path: pathname, query: searchParams, headers, body: Buffer.concat(chunks) }
      heard.push(entry)
      void Promise.resolve(listener.answer(entry)).then(({ status, text = '', headers: extra = {} }) =>
        response.writeHead(status, extra).end(text),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const of = (method: string) => (): readonly Heard[] => heard.filter((entry) => entry.method === method)
  return Object.assign(listener, {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    heard,
    posts: of('POST'),
    gets: of('GET'),
  })
}

export const senderWith = (settings: Partial<SenderSettings> = {}): Sender => {
  const sender = createSender({
    userAgent: 'Polywire/1.0',
    allowPrivate: ['127.0.0.0/8'],
    timeoutMs: 15_000,
    perHost: { concurrency: 4, gapMs: 0 },
    now: () => 0,
    elapsed: () => performance.now(),
    ...settings,
  })
  onTestFinished(() => sender.close())
  return sender
}
