import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to the database that can be cut, can stand still, and can lose the connections that are open. */
export const proxyTo = async (url: string) => {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isOpen = true
  let isStill = false
  const server = createServer((client) => {
    sockets.add(client)
    if (!isOpen) return client.destroy()
    const onward = connect(Number(port), hostname)
    sockets.add(onward)
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
      one.pipe(other)
      if (isStill) one.pause()
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  through.hostname = '127.0.0.1'
  return {
    url: through.href,
    cut: () => {
      isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    /** From now on nothing comes through, and nobody hears of it. */
    stall: () => {
      isStill = true
      for (const socket of sockets) socket.pause()
    },
    /** Nothing comes through what is open now; what is opened later works. As when a firewall forgets its connections. */
    stallOpen: () => {
      for (const socket of sockets) socket.pause()
    },
    mend: () => {
      isOpen = true
      isStill = false
      for (const socket of sockets) socket.resume()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
