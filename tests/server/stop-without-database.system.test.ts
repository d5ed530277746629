/** The database takes connections and never answers: nothing can be finished, and a service ends all the same. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { openWorkplace } from '../cli/workplace.ts'

test('a service that is told to stop while it waits for the database ends', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {}).resume())
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const place = openWorkplace()
  try {
    const running = place.start(['serve'], { env: { POLYWIRE_DATABASE_URL: `postgres://polywire@127.0.0.1:${port}/polywire` } })
    await running.line(/"event":"database-waited-for"/)
    running.child.kill('SIGTERM')
    const { code, err } = await running.ended
    expect(code).toBe(130)
    // Before a supervisor kills it after ten. What a slow machine needs besides is left out.
    expect(err).toContain('Ended after 8.5 seconds')
  } finally {
    await place.clear()
    silent.close()
  }
})
