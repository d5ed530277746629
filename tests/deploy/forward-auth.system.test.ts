import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { programNamed } from '../clients/newsboat.ts'
import { freePort } from '../free-port.ts'
import { ROOT } from './yaml-values.ts'

const caddy = programNamed('caddy')

describe.skipIf(caddy === null)('Caddy with Authelia before Polywire', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-caddy-'))
  const closing: (() => Promise<unknown>)[] = []
  /** The paths for which Authelia was asked. */
  const asked: string[] = []
  let address: string
  const serving = async (answer: (request: IncomingMessage) => number): Promise<string> => {
    const server = createServer((request, response) => {
      response
        .writeHead(answer(request), { location: 'https://login.example.org/' })
        .end(`seen as ${request.headers['remote-user'] ?? 'nobody'}`)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    })
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  beforeAll(async () => {
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    const env = {
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      POLYWIRE_HOST: address,
      AUTHELIA_HOST: `http://localhost:${await freePort()}`,
      POLYWIRE_UPSTREAM: await serving(() => 200),
      AUTHELIA_UPSTREAM: await serving((request) => {
        asked.push(String(request.headers['x-forwarded-uri']))
        return 302
      }),
      CADDY_ADMIN: `localhost:${await freePort()}`,
    }
    const args = ['run', '--config', join(ROOT, 'deploy/forward-auth/Caddyfile'), '--adapter', 'caddyfile']
    const child = spawn(caddy ?? '', args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'exit')
    closing.push(async () => {
      child.kill('SIGTERM')
      await ended
    })
    let log = ''
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text
        if (log.includes('serving initial configuration')) resolve()
      })
      child.once('exit', () => reject(new Error(log)))
    })
  })
  afterAll(async () => {
    for (const close of closing) await close()
    rmSync(folder, { recursive: true, force: true })
  })
  const ask = async (path: string) => {
    asked.length = 0
    const answer = await fetch(`${address}${path}`, { redirect: 'manual', headers: { 'remote-user': 'forged' } })
    return { status: answer.status, asked: [...asked], location: answer.headers.get('location') }
  }

  test.each(['/feeds/all.atom', '/feeds/all.rss?limit=3', '/websub/hub', '/websub', '/healthz'])(
    '%s passes without login',
    async (path) => expect(await ask(path)).toEqual({ status: 200, asked: [], location: 'https://login.example.org/' }),
  )

  test.each(['/', '/stories/s1', '/api/v1/stories', '/sources', '/feeds', '/healthz/x', '/metrics', '/FEEDSX'])(
    '%s needs it',
    async (path) => expect(await ask(path)).toEqual({ status: 302, asked: [path], location: 'https://login.example.org/' }),
  )
})
