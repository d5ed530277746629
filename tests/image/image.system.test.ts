/**
 * The image, built from the Dockerfile and run as the manual says. Each test tells what it was tried with (`npm run image`). Where this
 * machine can't build or run containers, the nearest that it can is taken, and named.
 */
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { item, openWorkplace, rss, service, sourcesYaml } from '../cli/workplace.ts'
import { programNamed } from '../clients/newsboat.ts'
import { isGrouped } from '../is-grouped.ts'
import { ROOT } from '../deploy/yaml-values.ts'
import { freePort } from '../free-port.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { findBase } from './base-image.ts'
import { buildImage, findBuilder } from './build-image.ts'
import { documentedRun, type Mount, type Run } from './documented-run.ts'
import type { Container } from './engine.ts'
import { findEngine, type Found } from './find-engine.ts'
import { type ImageConfig, imageConfig } from './image-config.ts'
import { COMPONENTS, podsOfExample } from './pods.ts'
import { lastLine, program } from './program.ts'

vi.setConfig({ hookTimeout: 1_800_000 })

/** An image that is here already, in place of one that is built. */
const GIVEN = process.env['POLYWIRE_IMAGE']
const IMAGE = GIVEN ?? 'localhost/polywire-trial'
const TOKEN = 'the-operator-of-a-container'
const builder = await findBuilder()
const NONE = 'none of docker, podman and buildah is here and answers'
const base = builder === null ? NONE : GIVEN === undefined ? await findBase(builder) : null
const missing = typeof base === 'string' ? base : null
if (missing !== null) process.stderr.write(`tests/image: SKIPPED: ${missing}\n`)

/** Serves one document at every path, on 127.0.0.1 within the container. */
const FEED_SERVER = `const [, port, feed] = process.argv
require('node:http').createServer((request, response) => response.setHeader('content-type', 'application/xml').end(feed)).listen(Number(port), '127.0.0.1')`
const FEED = rss([item('1', 'A new marketplace opens'), item('2', 'The marketplace of the south closes')])
const FEEDS = `feeds:
  - { id: shops, title: { en: Shops }, filter: "topic:shops", group: article }
  - { id: desk, title: { en: Desk }, group: article, private: true }
`
const DATABASE_CHECK = `const database = require('better-sqlite3')(process.argv[1], { readonly: true })
console.log(database.pragma('integrity_check', { simple: true }), database.prepare('SELECT count(*) FROM article').pluck().get())`

describe.skipIf(missing !== null)('the image', () => {
  const place = openWorkplace()
  const changes = place.path('config.d')
  let config: ImageConfig
  let found: Found
  let volume: string
  let webPort: number
  let feedPort: number
  const containers = new Set<Container>()

  beforeAll(async () => {
    if (builder === null || typeof base === 'string') return
    if (base !== null) {
      await base.make()
      await buildImage(builder, base, IMAGE)
    }
    config = await imageConfig(builder, IMAGE)
    found = await findEngine(builder, IMAGE)
    process.stdout.write(
      `tests/image: ${base?.words ?? `the image is ${IMAGE}`}\ntests/image: of ${builder}, ${found.engine.words}\n`,
    )
    volume = await found.engine.makeVolume()
    webPort = await freePort()
    feedPort = await freePort()
    place.write('polywire.yaml', service([`127.0.0.1:${feedPort}`]))
    place.write('sources.yaml', sourcesYaml({ desk: `http://127.0.0.1:${feedPort}/desk` }))
    place.write('feeds.yaml', FEEDS)
    mkdirSync(changes)
    chownSync(changes, 1000, 1000)
  })
  afterAll(async () => {
    for (const container of containers) await container.remove()
    await found?.engine.removeVolume(volume)
    await found?.close()
    await place.clear()
  })

  /** The manual's command with folders, volume and port of this test's own; without --init, so that Node is process 1 as in Kubernetes. */
  const documented = (): Run => {
    const run = documentedRun()
    const own: Readonly<Record<string, string>> = { './config': place.config, './config.d': changes, 'polywire-data': volume }
    return {
      ...run,
      init: false,
      image: IMAGE,
      mounts: run.mounts.map((mount): Mount => ({ ...mount, from: own[mount.from] ?? '' })),
      publish: run.publish?.replace(/:\d+:/, `:${webPort}:`) ?? null,
      env: {
        POLYWIRE_ADMIN_TOKEN: TOKEN,
        ...(found.engine.ownNetwork ? {} : { POLYWIRE_LISTEN: `127.0.0.1:${webPort}` }),
      },
    }
  }
  const shell = (script: string): Run => ({ ...documented(), publish: null, entrypoint: 'sh', args: ['-c', script] })
  const address = (path: string): string => `http://127.0.0.1:${webPort}${path}`
  const answers = async (path: string): Promise<boolean> => {
    try {
      return (await fetch(address(path), { signal: AbortSignal.timeout(2_000) })).ok
    } catch {
      return false
    }
  }
  const start = async (run: Run): Promise<Container> => {
    const container = await found.engine.start(run)
    containers.add(container)
    try {
      await vi.waitUntil(() => answers('/healthz'), { timeout: 300_000, interval: 200 })
    } catch {
      throw new Error(`it does not answer:\n${await container.log()}`)
    }
    return container
  }
  const stop = async (container: Container): Promise<{ readonly code: number; readonly tookMs: number }> => {
    const asked = performance.now()
    await container.signal('SIGTERM')
    const code = await container.ended()
    const tookMs = performance.now() - asked
    await container.remove()
    containers.delete(container)
    return { code, tookMs }
  }
  /** Starts the feed's server in it; resolves when it answers. */
  const serveFeed = async (container: Container): Promise<void> => {
    await container.leave(['node', '-e', FEED_SERVER, String(feedPort), FEED])
    const asked = ['node', '-e', `fetch('http://127.0.0.1:${feedPort}/').catch(() => process.exit(1))`]
    await vi.waitUntil(async () => (await container.exec(asked)).code === 0, { timeout: 300_000, interval: 200 })
  }
  const wholeness = async (container: Container, file: string): Promise<string> => {
    const { out, err } = await container.exec(['node', '-e', DATABASE_CHECK, file])
    return out + err
  }
  const feedSeen = async () => {
    const response = await fetch(address('/feeds/shops.atom'))
    return { status: response.status, etag: response.headers.get('etag') ?? '', bytes: await response.text() }
  }

  test('names a user without rights, a health check, and a command that becomes the service', () => {
    expect(config.user).toBe('node')
    expect(config.entrypoint).toEqual(['node', '/app/bin/polywire'])
    expect(config.command).toEqual(['serve'])
    expect(config.healthcheck).toEqual(['node', '/app/bin/healthcheck'])
    expect(config.stopSignal).toBe('SIGTERM')
    expect(config.volumes).toEqual(['/data'])
    expect(config.env.filter((one) => /token|secret|password|npm/i.test(one))).toEqual([])
  })

  test('holds no compiler, no npm, no cache, no source code, no secret, and nothing of its own that it may change', async ({
    annotate,
  }) => {
    const script = `
      for program in npm npx yarn corepack cc gcc g++ make python3; do command -v $program; done
      find / -xdev \\( -name .npmrc -o -name npmrc -o -name .npm -o -name _cacache -o -name .git -o -name '*.deb' \\) 2>/dev/null
      find /var/lib/apt/lists /run/secrets -type f 2>/dev/null
      find /app -path /app/node_modules -prune -o \\( -name '*.ts' -o -name '*.map' -o -name 'tests' \\) -print
      find /app /config /usr /etc ! -type l -writable 2>/dev/null
      exit 0`
    const { code, out, err } = await found.engine.once({ ...shell(script), readOnly: false, mounts: [] })
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' })
    const size = await found.engine.once(shell('du -sxm /app /usr/local 2>/dev/null'))
    await annotate(`MB: ${size.out.trim().replaceAll(/\s+/g, ' ')}`)
    // The encoder and its runtime are 100 of them.
    expect(Number.parseInt(size.out, 10)).toBeLessThan(300)
  })

  describe('run as the manual says', () => {
    let container: Container
    beforeAll(async () => {
      container = await start(documented())
    })

    test('is a process without root and capabilities, which can’t get any', async ({ annotate }) => {
      const status = (await container.exec(['cat', '/proc/1/status'])).out
      const field = (name: string): string =>
        new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(status)?.[1]?.replaceAll('\t', ' ') ?? ''
      await annotate(
        ['Uid', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp', 'SigCgt'].map((name) => `${name} ${field(name)}`).join(', '),
      )
      expect(field('Uid')).toBe('1000 1000 1000 1000')
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(field(set)).toBe('0000000000000000')
      expect(field('NoNewPrivs')).toBe('1')
      const command = (await container.exec(['cat', '/proc/1/cmdline'])).out.split('\0')
      expect(command[0]).toMatch(/\/node$/)
      expect(command).toContain('/app/dist/main.js')
    })

    test('can write to its data, what the operator changes and /tmp, and nowhere else', async () => {
      const places = [
        '/',
        '/app',
        '/app/dist',
        '/config',
        '/etc',
        '/usr/local/bin',
        '/home/node',
        '/var/tmp',
        '/data',
        '/config.d',
        '/tmp',
      ]
      const { out } = await container.exec([
        'sh',
        '-c',
        `for place in ${places.join(' ')}; do touch $place/trial 2>/dev/null && rm $place/trial && echo $place; done`,
      ])
      expect(out.trim().split('\n')).toEqual(['/data', '/config.d', '/tmp'])
    })

    test('polls a feed and republishes it', async ({ annotate }) => {
      await serveFeed(container)
      const poll = async (): Promise<boolean> => {
        const options = { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } }
        const answer = await fetch(address('/api/v1/sources/desk/poll?wait=1'), options)
        return answer.ok && (await feedSeen()).bytes.includes('<entry ')
      }
      await expect.poll(poll, { interval: 500 }).toBe(true)
      const { status, bytes, etag } = await feedSeen()
      await annotate(`${bytes.length} bytes of Atom, ETag ${etag}`)
      expect(status).toBe(200)
      expect(bytes).toContain('A new marketplace opens')
      expect(bytes).toContain('The marketplace of the south closes')
    })

    test('is well by its health check, ill while the service stands still, and well again', async ({ annotate }) => {
      const check = async (): Promise<string> => {
        const { code, out, err } = await container.exec(config.healthcheck)
        await annotate(`exit code ${code}: ${(out + err).trim()}`)
        return `${code} ${await container.isHealthy()}`
      }
      expect(await check()).toBe('0 true')
      await container.signal('SIGSTOP')
      expect(await check()).toBe('1 false')
      await container.signal('SIGCONT')
      expect(await check()).toBe('0 true')
    })

    test('takes commands beside the service: a token, a backup, a source', async ({ annotate }) => {
      const token = await container.exec(['polywire', 'token', 'new', 'desk'])
      expect(token).toMatchObject({ code: 0 })
      expect((await container.exec(['polywire', 'token', 'list'])).out).toContain('desk')
      const backup = await container.exec(['polywire', 'backup', '/data/backup.sqlite'])
      expect(backup).toMatchObject({ code: 0 })
      expect(await wholeness(container, '/data/backup.sqlite')).toBe('ok 2\n')
      const added = await container.exec(['polywire', 'add', `http://127.0.0.1:${feedPort}/other`, '--yes'])
      expect(added).toMatchObject({ code: 0 })
      expect((await container.exec(['cat', '/config.d/sources.yaml'])).out).toContain(`127.0.0.1:${feedPort}/other`)
      await annotate((token.out + backup.out + added.out).trim())
      // The service sees the change, polls the source, and groups what it brought.
      const hasAll = async (): Promise<boolean> => {
        if ((await wholeness(container, '/data/polywire.sqlite')) !== 'ok 4\n') return false
        return await isGrouped(address(''))
      }
      await expect.poll(hasAll, { interval: 500 }).toBe(true)
    })

    test('keeps a second container away from its volume', async () => {
      const { code, out, err } = await found.engine.once({ ...documented(), publish: null })
      expect(code).toBe(1)
      expect(out + err).toMatch(/another|already|in use/i)
    })

    test('ends on SIGTERM within ten seconds with exit code 0, and starts again with the same feeds', async ({ annotate }) => {
      const before = await feedSeen()
      const { code, tookMs } = await stop(container)
      expect(code).toBe(0)
      await annotate(`it took ${(tookMs / 1000).toFixed(1)} s`)
      expect(tookMs).toBeLessThan(10_000)
      container = await start(documented())
      expect(await wholeness(container, '/data/polywire.sqlite')).toBe('ok 4\n')
      expect(await feedSeen()).toEqual(before)
      const again = await fetch(address('/feeds/shops.atom'), { headers: { 'if-none-match': before.etag } })
      expect(again.status).toBe(304)
    })

    test('is killed, and starts again on the same volume with the same feeds', async () => {
      const before = await feedSeen()
      await container.signal('SIGKILL')
      expect(await container.ended()).not.toBe(0)
      await container.remove()
      containers.delete(container)
      container = await start(documented())
      expect(await feedSeen()).toEqual(before)
      expect((await stop(container)).code).toBe(0)
    })
  })

  test('runs where nothing of the configuration can be changed, and commands say so', async ({ annotate }) => {
    const run = documented()
    const container = await start({ ...run, mounts: run.mounts.map((one) => ({ ...one, readOnly: one.to !== '/data' })) })
    await serveFeed(container)
    const { code, out, err } = await container.exec(['polywire', 'add', `http://127.0.0.1:${feedPort}/third`, '--yes'])
    await annotate(err.trim())
    expect({ code, out: out + err }).toMatchObject({ code: 2, out: expect.stringMatching(/config\.d.*read-only/i) })
    expect((await feedSeen()).bytes).toContain('A new marketplace opens')
    expect((await stop(container)).code).toBe(0)
  })

  test('with --init, what others leave behind is reaped, and SIGTERM reaches the service', async ({ skip }) => {
    if (!found.engine.init) skip(`${found.engine.words}: there is no process 1 that reaps`)
    const container = await start({ ...documented(), init: documentedRun().init })
    const left = (await container.exec(['sh', '-c', 'sleep 0.1 & echo $!'])).out.trim()
    // One that nobody reaps stays there.
    await expect.poll(async () => (await container.exec(['test', '-e', `/proc/${left}`])).code === 1).toBe(true)
    expect((await stop(container)).code).toBe(0)
  })

  test('runs as compose.yaml says', async ({ annotate, skip }) => {
    const { line } = found.engine
    if (line?.program !== 'podman' || !line.ownNetwork || programNamed('podman-compose') === null)
      return skip('podman-compose, and a network of the container’s own, are not both here')
    const file = place.path('compose.yaml')
    const text = readFileSync(join(ROOT, 'compose.yaml'), 'utf8')
    writeFileSync(file, text.replace('127.0.0.1:8080:', `127.0.0.1:${webPort}:`))
    const project = `polywire-trial-${process.pid}`
    const options = [`--podman-args=${line.options.join(' ')}`, '--file', file, '--project-name', project]
    const env = { ...line.env, POLYWIRE_ADMIN_TOKEN: TOKEN, POLYWIRE_IMAGE: IMAGE }
    const compose = (...args: readonly string[]) => program('podman-compose', [...options, ...args], { env })
    try {
      const up = await compose('up', '--detach', '--no-build')
      await vi
        .waitUntil(() => answers('/healthz'), { timeout: 300_000, interval: 200 })
        .catch(() => {
          throw new Error(`it does not answer:\n${up.out}${up.err}`)
        })
      const layers = await compose('exec', '-T', 'polywire', 'polywire', 'check', '--layers')
      await annotate(lastLine(layers.out))
      expect(layers.code).toBe(0)
      const state = await compose('exec', '-T', 'polywire', 'cat', '/proc/1/status')
      expect(state.out).toMatch(/^Uid:\t1000\t/m)
      expect(state.out).toMatch(/^CapBnd:\t0+$/m)
    } finally {
      await compose('down', '--volumes')
    }
    expect((await program('podman', ['volume', 'exists', `${project}_data`])).code).toBe(1)
  })

  test('runs as the manifests for Kubernetes say, as three deployments on one PostgreSQL', async ({ annotate, skip }) => {
    const { line } = found.engine
    if (line?.program !== 'podman' || !found.engine.init)
      return skip('podman and catatonit, for "podman kube play", are not both here')
    const podman = (...args: readonly string[]) => program('podman', [...line.options, ...args], { env: line.env })
    const host = await startFeedHost()
    host.show('/desk', FEED)
    const ports = Object.fromEntries(
      await Promise.all(COMPONENTS.map(async (component) => [component, await freePort()] as const)),
    )
    const prefix = `trial-${process.pid}-`
    const { yaml, names } = podsOfExample({
      image: `${IMAGE}:latest`,
      prefix,
      ports,
      secrets: { POLYWIRE_DATABASE_URL: await createDatabase(null), POLYWIRE_ADMIN_TOKEN: TOKEN },
      sources: sourcesYaml({ desk: `http://${host.host}/desk` }),
      allowPrivate: [host.host],
    })
    const file = place.path('pods.yaml')
    writeFileSync(file, yaml)
    try {
      const played = await podman('kube', 'play', '--network=host', file)
      expect(played).toMatchObject({ code: 0 })
      // What the ingest process polled, the grouper grouped, and the web process serves.
      const feed = async (): Promise<boolean> => {
        const answer = await fetch(`http://127.0.0.1:${ports['web']}/feeds/all.atom`, {
          signal: AbortSignal.timeout(5_000),
        }).catch(() => null)
        return answer !== null && (await answer.text()).includes('A new marketplace opens')
      }
      await vi.waitUntil(feed, { timeout: 300_000, interval: 500 }).catch(async () => {
        throw new Error(
          (await Promise.all(names.map(async (name) => (await podman('logs', '--tail=20', name)).out))).join('\n'),
        )
      })
      for (const component of COMPONENTS)
        for (const path of ['/healthz', '/readyz'])
          expect((await fetch(`http://127.0.0.1:${ports[component]}${path}`)).status).toBe(200)
      for (const name of names) {
        const status = (await podman('exec', name, 'sh', '-c', 'cat /proc/self/status; touch /app/trial')).out
        expect(status).toMatch(/^Uid:\t1000\t/m)
        expect(status).toMatch(/^CapBnd:\t0+$/m)
        expect(status).toMatch(/^NoNewPrivs:\t1$/m)
      }
      const stopped = await Promise.all(names.map((name) => podman('stop', name)))
      expect(stopped.map(({ code }) => code)).toEqual(names.map(() => 0))
      const codes = await Promise.all(
        names.map(async (name) => (await podman('inspect', '--format', '{{.State.ExitCode}}', name)).out.trim()),
      )
      await annotate(`${names.join(', ')}: exit codes ${codes.join(', ')}`)
      expect(codes).toEqual(names.map(() => '0'))
    } finally {
      await podman('kube', 'down', '--force', file)
      await podman('volume', 'rm', '--force', `${prefix}polywire-configuration`)
      await host.close()
    }
  })
})
