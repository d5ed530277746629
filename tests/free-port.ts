import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that systems choose by themselves, from 32768 on: no listener and no connection gets it that lets the system choose. */
const PORTS = [10_000, 32_000] as const

/** A port of this machine that nobody listens on, and that stays free until somebody asks for it by its number. */
export const freePort = async (): Promise<number> => {
  const port = randomInt(...PORTS)
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return await freePort()
  }
  server.close()
  await once(server, 'close')
  return port
}
