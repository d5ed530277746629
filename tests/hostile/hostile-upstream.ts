/** A publisher that attacks whoever reads it: a path for each attack, on a raw socket, so that nothing keeps it from lying. */
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Answers one request. `request` is all of its head. */
export type Attack = (socket: Socket, request: string) => void

export type Upstream = {
  /** `127.0.0.1:8900` */
  readonly host: string
  readonly port: number
  /** Heads of requests by path, in order. */
  requests(path: string): readonly string[]
  close(): Promise<void>
}

export const startUpstream = async (attacks: Readonly<Record<string, Attack>>, address = '127.0.0.1'): Promise<Upstream> => {
  const heads = new Map<string, string[]>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let head = ''
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      const path = /^\w+ (\S*)/.exec(head)?.[1] ?? ''
      heads.set(path, [...(heads.get(path) ?? []), head])
      const attack = attacks[path]
      if (attack === undefined) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      else attack(socket, head)
      head = ''
    })
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `${address}:${port}`,
    port,
    requests: (path) => heads.get(path) ?? [],
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An honest answer, which ends the connection. */
export const answer =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, status = '200 OK'): Attack =>
  (socket) => {
    const bytes = Buffer.from(body)
    const lines = Object.entries({ 'content-type': 'application/xml', 'content-length': String(bytes.length), ...headers })
    socket.write(
      `HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}connection: close\r\n\r\n`,
    )
    socket.end(bytes)
  }

export const redirect = (target: string, status = '302 Found'): Attack => answer('', { location: target }, status)

/** Bytes as they are. */
export const raw =
  (text: string | Buffer): Attack =>
  (socket) =>
    void socket.end(text)

/** The same piece again and again, for as long as the other side takes it. */
export const endless =
  (head: string, piece: string | Buffer, everyMs = 0): Attack =>
  (socket) => {
    socket.write(head)
    const more = (): void => {
      if (socket.destroyed) return
      if (everyMs > 0) {
        socket.write(piece)
        setTimeout(more, everyMs)
      } else if (socket.write(piece)) setImmediate(more)
      else socket.once('drain', more)
    }
    more()
  }

export const feed = (items: string, channel = ''): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Upstream</title><link>https://upstream.example/</link>${channel}${items}</channel></rss>`
export const news = (key: string, more = ''): string =>
  `<item><title>Harbour report ${key}</title><link>https://upstream.example/${key}</link><guid>${key}</guid><description>What is known about the harbour and ${key} today.</description>${more}</item>`
