import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that systems give to connections, and to servers that name none: until it is used, nobody else gets it by chance. */
const [FIRST, LAST] = [15_000, 30_000]
let candidate = randomInt(FIRST, LAST)

/** A port of this machine that nobody listens on; another one each time. */
export const freePort = async (): Promise<number> => {
  candidate = candidate === LAST ? FIRST : candidate + 1
  const port = candidate
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return await freePort()
    throw error
  }
  server.close()
  await once(server, 'close')
  return port
}
