/** bin/healthcheck: the question that engines ask the service in its container. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from './yaml-values.ts'

let service: Server
let port: number
beforeAll(async () => {
  service = createServer((request, response) => {
    // A process that stands still.
    if (request.url === '/silent') return
    response.statusCode = request.url === '/healthz' ? 200 : 503
    response.end()
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  port = (service.address() as AddressInfo).port
})
afterAll(() => {
  service.closeAllConnections()
  service.close()
})

const ask = (
  listen: string | undefined,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly err: string }> =>
  new Promise((answered) => {
    const env = { PATH: process.env['PATH'], ...(listen === undefined ? {} : { POLYWIRE_LISTEN: listen }) }
    const child = execFile(process.execPath, [join(ROOT, 'bin/healthcheck'), ...args], { env }, (_, __, err) =>
      answered({ code: child.exitCode, err }),
    )
  })

test.each(['127.0.0.1', '0.0.0.0', ''])('a service that listens on "%s" is asked there, and is well', async (host) => {
  expect(await ask(`${host}:${port}`)).toMatchObject({ code: 0, err: expect.stringContaining('/healthz answers 200') })
})
test('one that answers with an error is not well', async () => {
  expect(await ask(`127.0.0.1:${port}`, '/readyz')).toMatchObject({
    code: 1,
    err: expect.stringContaining('/readyz answers 503'),
  })
})
test('one that does not answer is not well, before the five seconds of HEALTHCHECK are over', async () => {
  const asked = performance.now()
  expect(await ask(`127.0.0.1:${port}`, '/silent')).toMatchObject({ code: 1, err: expect.stringContaining('does not answer') })
  expect(performance.now() - asked).toBeGreaterThan(3_900)
})
test('one that is not there is not well', async () => {
  expect(await ask('127.0.0.1:1')).toMatchObject({ code: 1, err: expect.stringContaining('does not answer') })
})
