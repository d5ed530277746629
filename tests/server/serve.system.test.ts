/** The running service from outside: its own process, real HTTP both ways, real signals. */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Finished, item, openWorkplaceWithHost, rss, type Running, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { freePort } from '../free-port.ts'
import type { FeedHost } from '../ingest/feed-host.ts'

const ROOT = resolve(import.meta.dirname, '../..')

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({ a: rss([item('1', 'A new marketplace opens')]) })
  ;({ host, place } = opened)
  host.show('/b', rss([item('2')]))
  return opened.close
})
const at = (path: string): string => `http://${host.host}${path}`

/** Its own group, so that what a failing test leaves behind ends with it. */
const killGroup = (leader: number): void => {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Ended already, as it should.
  }
}

type Served = Running & { readonly url: string }
const serve = async (env: NodeJS.ProcessEnv = {}): Promise<Served> => {
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0', ...env } })
  const ready = await running.line(/^Polywire is running at http/)
  return { ...running, url: /http:\S+/.exec(ready)?.[0] ?? '' }
}
/** A service that does not come to its end in time ends itself with another code. */
const stop = async ({ child, ended }: Running): Promise<Finished> => {
  child.kill('SIGTERM')
  return await ended
}
const events = ({ out }: Finished): readonly string[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event)

const jsonAt = async (url: string): Promise<Record<string, unknown>> =>
  (await (await fetch(url)).json()) as Record<string, unknown>
const statusOf = ({ url }: Served) => jsonAt(`${url}/api/v1/status`)
/** What is stored is grouped, and then published, after the log has told of it. */
const feedOf = async ({ url }: Served, name: string): Promise<string> => await (await fetch(`${url}/feeds/${name}`)).text()

describe('the service', () => {
  test('says that it is ready, polls what is due, serves it, and ends on SIGTERM though clients hang on', async () => {
    const served = await serve({ POLYWIRE_ADMIN_TOKEN: 'open-sesame-1234' })
    await served.line(/"event":"polled","source":"a"/)
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200)
    await expect.poll(async () => await feedOf(served, 'shops.atom')).toContain('A new marketplace opens')

    const poll = (token: string) =>
      fetch(`${served.url}/api/v1/sources/a/poll?wait=1`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    expect((await poll('wrong')).status).toBe(401)
    expect(host.asked).toHaveLength(1)
    expect((await poll('open-sesame-1234')).ok).toBe(true)
    expect(host.asked.map(({ status }) => status)).toEqual([200, 304])

    const half = connect(Number(new URL(served.url).port), '127.0.0.1')
    half.on('error', () => {})
    await once(half, 'connect')
    half.write('GET / HTTP/1.1\r\nHost: x\r\n')
    host.behave('/a', () => {})
    void poll('open-sesame-1234').catch(() => {})
    await expect.poll(() => host.asked.length === 3).toBe(true)
    const finished = await stop(served)
    half.destroy()
    expect(finished.code).toBe(0)
    expect(events(finished)).toEqual(expect.arrayContaining(['started', 'polled', 'stopping', 'stopped']))
    expect(finished.out + finished.err).not.toContain('sesame')
  })

  test('npm start hands SIGTERM on: nobody is left behind who holds the port and the data folder', async () => {
    const env = { ...process.env, POLYWIRE_CONFIG: place.config, POLYWIRE_DATA: place.data, POLYWIRE_LISTEN: '127.0.0.1:0' }
    const npm = spawn('npm', ['start'], { cwd: ROOT, env, detached: true })
    try {
      let out = ''
      npm.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
      })
      await expect.poll(() => out.includes('"event":"polled"')).toBe(true)
      npm.kill('SIGTERM')
      // «close» comes when the last one who holds its output has ended.
      await once(npm, 'close')
      expect(out).toContain('"event":"stopped"')
      expect((await place.run(['once'])).code).toBe(0)
    } finally {
      if (npm.pid !== undefined) killGroup(npm.pid)
    }
  })

  test('a new source is polled after the edit; a bad edit keeps the old configuration and says why', async () => {
    const served = await serve()
    await served.line(/"event":"polled","source":"a"/)
    place.write('sources.yaml', sourcesYaml({ a: at('/a'), b: at('/b') }))
    await served.line(/"event":"polled","source":"b"/)
    place.write('sources.yaml', 'sources:\n  - { id: a, nmae: A }\n')
    const why = JSON.parse(await served.line(/"event":"reload-failed"/))
    expect(why.problems.join('\n')).toMatch(/sources\.yaml:2:\d+: .*nmae/)
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
    expect(await statusOf(served)).toMatchObject({ sources: 2, items: 2, configurationProblems: why.problems.length })
    place.write('sources.yaml', sourcesYaml({ b: at('/b') }))
    await served.line(/"event":"reloaded","sources":1/)
    expect(await statusOf(served)).toMatchObject({ sources: 1, configurationProblems: 0 })
    expect((await stop(served)).code).toBe(0)
  })

  test('a request to poll everything leaves a source alone that is switched off', async () => {
    const off = `  - { id: b, name: The b, url: "${at('/b')}", active: false }\n`
    place.write('sources.yaml', sourcesYaml({ a: at('/a') }) + off)
    const { url } = await serve({ POLYWIRE_ADMIN_TOKEN: 'secret' })
    const answer = await fetch(`${url}/api/v1/poll?wait=1`, { method: 'POST', headers: { authorization: 'Bearer secret' } })
    expect(await answer.json()).toMatchObject({ polls: [{ source: 'a' }], failed: 0 })
    expect(host.asked.map(({ path }) => path)).not.toContain('/b')
  })

  test('changed words are applied to what is stored', async () => {
    const served = await serve()
    await expect.poll(async () => await feedOf(served, 'shops.atom')).toContain('A new marketplace opens')
    place.write('lexicon/en.yaml', 'language: en\ntopics:\n  names: { terms: [marketplace*] }\n')
    expect(JSON.parse(await served.line(/"event":"retag-done"/))).toMatchObject({ looked: 1, changed: 1 })
    await expect.poll(async () => await feedOf(served, 'shops.atom')).not.toContain('A new marketplace opens')
  })

  test('changed words are applied to what a poll brings that began before the change', async () => {
    const answers: ServerResponse[] = []
    host.behave('/b', (response) => void answers.push(response))
    place.write('sources.yaml', sourcesYaml({ a: at('/a'), b: at('/b') }))
    const served = await serve()
    await served.line(/"event":"polled","source":"a"/)
    await expect.poll(() => answers.length > 0).toBe(true)
    place.write('lexicon/en.yaml', 'language: en\ntopics:\n  names: { terms: [marketplace*] }\n')
    await served.line(/"event":"reloaded"/)
    // As long as a retag of so little takes.
    await setTimeout(2_000)
    answers[0]?.writeHead(200, { 'content-type': 'application/xml' }).end(rss([item('2', 'An old marketplace closes')]))
    await served.line(/"event":"polled","source":"b"/)
    await served.line(/"event":"retag-done"/)
    await expect.poll(async () => await feedOf(served, 'all.atom?q=topic:names')).toContain('An old marketplace closes')
    await expect.poll(async () => await feedOf(served, 'shops.atom')).not.toContain('An old marketplace closes')
  })

  test('after a kill it goes on where it was: nothing polled early, everything served', async () => {
    const env = { POLYWIRE_PUBLIC_URL: 'https://news.example.org' }
    const served = await serve(env)
    await served.line(/"event":"polled","source":"a"/)
    let feed: unknown
    await expect.poll(async () => (feed = await jsonAt(`${served.url}/feeds/all.json`))).toHaveProperty('items.0')
    served.child.kill('SIGKILL')
    await served.ended
    const again = await serve(env)
    const after = await jsonAt(`${again.url}/feeds/all.json`)
    expect(after).toEqual(feed)
    await stop(again)
    expect(host.asked).toHaveLength(1)
  })
})

describe('what stands in its way is said, and nothing is left behind', () => {
  test('a second process on one data folder, and an address in use', async () => {
    const served = await serve()
    const second = await place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } }).ended
    expect(second).toMatchObject({ code: 1, err: expect.stringMatching(/in use by another Polywire process \(pid \d+\)/) })

    const taken = new URL(served.url).host
    const elsewhere = await place.start(['serve', '--listen', taken], { env: { POLYWIRE_DATA: place.path('other') } }).ended
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringMatching(/address already in use.*POLYWIRE_LISTEN/) })
    rmSync(place.path('other'), { recursive: true })
    await stop(served)
  })

  test.each([
    ['POLYWIRE_LISTEN', 'nowhere'],
    ['POLYWIRE_PUBLIC_URL', 'news.example.org'],
    ['POLYWIRE_LOG_LEVEL', 'loud'],
    ['POLYWIRE_LOG_FORMAT', 'xml'],
    // Its value may hold a password: it is not shown.
    ['POLYWIRE_DATABASE_URL', 'mysql://x', 'only sqlite:FOLDER'],
    ['POLYWIRE_ADMIN_TOKEN_FILE', '/nowhere/token'],
  ])('%s with a wrong value is named', async (name, value, shown = value) => {
    const { code, err } = await place.run(['serve'], { env: { [name]: value } })
    expect(code).toBe(2)
    expect(err).toMatch(new RegExp(`^${name}: .*${shown}`))
  })

  test('a wrong level is named as it was given', async () => {
    expect((await place.run(['serve', '--log-level', 'loud'])).err).toMatch(/^--log-level: "loud" is none of trace,/)
  })

  test('a wrong value that is met while the configuration is read apart is named as well', async () => {
    const { code, err } = await place.run(['once'], { env: { POLYWIRE_PUBLIC_URL: 'news.example.org' } })
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^POLYWIRE_PUBLIC_URL: .*news\.example\.org/) })
  })

  test('a configuration that cannot be read ends with 2 and every place', async () => {
    place.write('sources.yaml', 'sources:\n  - { id: a, nmae: A }\n')
    const { code, err } = await place.run(['serve'])
    expect(code).toBe(2)
    expect(err).toMatch(/sources\.yaml:2:\d+: .*nmae/)
  })
})

test.skipIf(process.platform === 'win32')('SIGUSR1 opens no debugger, and SIGHUP ends the service in order', async () => {
  const served = await serve()
  served.child.kill('SIGUSR1')
  await setTimeout(500)
  served.child.kill('SIGHUP')
  const { code, err } = await served.ended
  expect([code, err]).toEqual([0, expect.not.stringContaining('Debugger')])
})

describe('a log that cannot be written', () => {
  /** Its address is not read from what it says: nobody can read that. */
  const started = async (stdio: StdioOptions): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
    const port = await freePort()
    const child = spawn(process.execPath, [resolve(ROOT, 'src/main.ts'), 'serve'], {
      stdio,
      env: { ...process.env, POLYWIRE_CONFIG: place.config, POLYWIRE_DATA: place.data, POLYWIRE_LISTEN: `127.0.0.1:${port}` },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    return { child, url: `http://127.0.0.1:${port}` }
  }
  /** Its exit code and signal, after it has published what it polled and was asked to end. */
  const endOf = async ({ child, url }: Awaited<ReturnType<typeof started>>): Promise<unknown> => {
    const answer = async (): Promise<string> => await (await fetch(`${url}/feeds/shops.atom`)).text()
    await expect.poll(answer, { interval: 100 }).toContain('A new marketplace opens')
    child.kill('SIGTERM')
    return await once(child, 'close')
  }

  test.skipIf(process.platform !== 'linux')('for want of room on its disk ends no service', async () => {
    const full = openSync('/dev/full', 'w')
    onTestFinished(() => closeSync(full))
    expect(await endOf(await started(['ignore', full, full]))).toEqual([0, null])
  })

  test('because its reader has left ends no service', async () => {
    const service = await started(['ignore', 'pipe', 'pipe'])
    service.child.stdout?.destroy()
    service.child.stderr?.destroy()
    expect(await endOf(service)).toEqual([0, null])
  })

  // `script` of util-linux gives a terminal, and setsid has the service outlive it.
  test.skipIf(process.platform !== 'linux')('because its terminal is gone ends no service', async () => {
    const port = await freePort()
    const command = `setsid --wait ${process.execPath} ${resolve(ROOT, 'src/main.ts')} serve`
    const terminal = spawn('script', ['-qfc', command, '/dev/null'], {
      env: { ...process.env, POLYWIRE_CONFIG: place.config, POLYWIRE_DATA: place.data, POLYWIRE_LISTEN: `127.0.0.1:${port}` },
    })
    const ready = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/readyz`)).status
    await expect.poll(ready, { interval: 100 }).toBe(200)
    const pid = Number(/\d+/.exec(readFileSync(resolve(place.data, 'polywire.pid'), 'utf8'))?.[0])
    onTestFinished(() => killGroup(pid))
    terminal.kill('SIGKILL')
    await once(terminal, 'close')
    const before = host.asked.length
    place.write('sources.yaml', sourcesYaml({ a: at('/a'), b: at('/b') }))
    await expect.poll(() => host.asked.length, { interval: 100 }).toBeGreaterThan(before)
    await setTimeout(500)
    expect(await ready()).toBe(200)
  })
})
