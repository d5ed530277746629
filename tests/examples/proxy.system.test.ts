/** The proxies that the manual shows: nginx is run where it is installed; of Caddy, the names fit those of the compose file. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { type Newsroom, openNewsroom } from '../web/newsroom.ts'
import { ROOT } from './documents.ts'
import { freePort } from '../free-port.ts'

const isInstalled = (program: string, flag: string): boolean => spawnSync(program, [flag]).error === undefined
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

describe.skipIf(!isInstalled('nginx', '-v') || !isInstalled('openssl', 'version'))('nginx with docs/proxy/nginx.conf', () => {
  let folder: string
  let room: Newsroom
  let nginx: ChildProcess
  let [http, https] = [0, 0]
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'polywire-nginx-'))
    room = await openNewsroom({ publicUrl: 'https://news.example.org' })
    ;[http, https] = [await freePort(), await freePort()]
    certify(folder)
    writeFileSync(join(folder, 'nginx.conf'), wrapped(folder, here(read('docs/proxy/nginx.conf'), folder)))
    nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'ignore' })
    await vi.waitUntil(async () => (await ask('/healthz').catch(() => null)) !== null || nginx.exitCode !== null, {
      timeout: 300_000,
    })
  })
  afterAll(async () => {
    nginx.kill()
    await room.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const certify = (into: string): void => {
    const subject = ['-subj', '/CN=news.example.org', '-keyout', join(into, 'privkey.pem'), '-out', join(into, 'fullchain.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject], { stdio: 'ignore' })
  }
  /** On ports and with a certificate of this test. */
  const here = (text: string, own: string): string =>
    text
      .replaceAll(/^ *listen \[::\].*\n/gm, '')
      .replaceAll('listen 80;', `listen 127.0.0.1:${http};`)
      .replaceAll('listen 443 ssl;', `listen 127.0.0.1:${https} ssl;`)
      .replaceAll('/etc/letsencrypt/live/news.example.org', own)
      .replaceAll('http://127.0.0.1:8080', room.url)
  const wrapped = (own: string, servers: string): string => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${own}/${name};`)
    return `pid ${own}/nginx.pid;\nerror_log ${own}/error.log;\nevents {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${servers}}\n`
  }
  type Answer = {
    readonly status: number
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
    readonly body: Buffer
  }
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    await new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: https,
        path,
        headers: { host: 'news.example.org', ...headers },
        rejectUnauthorized: false,
      }
      const asked = request(options, (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) }),
        )
      })
      asked.on('error', reject).end()
    })

  test('is accepted', () => {
    const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', join(folder, 'nginx.conf')], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('test is successful') })
  })

  test('passes feeds, compressed ones and conditional requests', async () => {
    const feed = await ask('/feeds/all.atom')
    expect(feed.status).toBe(200)
    expect(feed.body.toString()).toContain('https://news.example.org/feeds/all.atom')
    const etag = String(feed.headers['etag'])
    expect(etag).toMatch(/^"/)
    expect((await ask('/feeds/all.atom', { 'if-none-match': etag })).status).toBe(304)
    expect((await ask('/feeds/all.atom', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
  })

  test('leads readers to TLS', async () => {
    const answer = await fetch(`http://127.0.0.1:${http}/feeds/all.atom?q=port`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([301, 'https://127.0.0.1/feeds/all.atom?q=port'])
  })
})

describe('the container', () => {
  type Compose = {
    readonly services: Readonly<Record<string, { volumes?: readonly string[]; environment?: Record<string, string> }>>
  }
  test('mounts the layer of the operator where commands can write, beside the shipped field', () => {
    const { services } = parse(read('compose.yaml')) as Compose
    expect(services['polywire']?.volumes).toEqual(expect.arrayContaining(['./config:/config:ro', './config.d:/config.d']))
  })

  test('has Caddy before it, which asks it by its name', () => {
    const { services } = parse(read('docs/proxy/compose.tls.yaml')) as Compose
    expect(Object.keys(services)).toEqual(['polywire', 'caddy'])
    expect(services['polywire']?.environment).toEqual({ POLYWIRE_PUBLIC_URL: 'https://${POLYWIRE_HOST}' })
    expect(read('docs/proxy/Caddyfile')).toContain('reverse_proxy polywire:8080')
  })
})
