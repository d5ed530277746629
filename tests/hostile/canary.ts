/** A server on loopback that nothing may reach: whoever connects has got past the guard. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export type Canary = {
  readonly port: number
  /** The first line that each connection sent; empty: it sent nothing. */
  readonly visits: readonly string[]
  close(): Promise<void>
}

/** Listens on 127.0.0.1 and, where there is IPv6, on ::1. */
export const startCanary = async (port = 0): Promise<Canary> => {
  const visits: string[] = []
  const sockets = new Set<Socket>()
  const visit = (socket: Socket): void => {
    const index = visits.push('') - 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      visits[index] ||= bytes.toString('latin1').split('\r\n')[0] ?? ''
      socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret')
    })
  }
  const four = await listening(port, '127.0.0.1', visit)
  if (four === null) throw new Error(`port ${port} of 127.0.0.1 is taken`)
  const { port: chosen } = four.address() as AddressInfo
  const six = await listening(chosen, '::1', visit)
  return {
    port: chosen,
    visits,
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(
        [four, six].map(async (server) => await new Promise((resolve) => server?.close(resolve) ?? resolve(null))),
      )
    },
  }
}

/** Null: there is no such address on this machine. */
const listening = async (port: number, host: string, visit: (socket: Socket) => void): Promise<Server | null> => {
  const server = createServer(visit)
  return await new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(port, host, () => resolve(server))
  })
}
