import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import type { FeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplaceWithHost, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  return opened.close
})
const at = (path: string): string => `http://${host.host}${path}`

describe('once', () => {
  test('polls what is due, says what came of it, and finds nothing due the second time; --all asks conditionally', async () => {
    host.show('/a', rss([item('1', 'A new marketplace'), item('2')]))
    place.write('sources.yaml', sourcesYaml({ a: at('/a') }))

    const first = await place.run(['once'])
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^a +read +2 +2 +0 +\d+ *$/m)
    expect(first.out).toContain('1 polled, 0 failed; 2 new articles; 2 articles in 2 stories.')

    const second = await place.run(['once'])
    expect(second).toMatchObject({ code: 0 })
    expect(second.out).toMatch(/^None of 1 sources is due\. The next is due at 20\d\d-/)
    expect(host.asked).toHaveLength(1)

    const all = await place.run(['once', '--all', '--json'])
    expect(JSON.parse(all.out)).toMatchObject({
      polled: 1,
      read: 1,
      nextDue: expect.stringMatching(/^20\d\d-.*Z$/),
      reports: [{ source: 'a', outcome: 'unchanged', added: 0 }],
    })
    expect(host.asked.map(({ status }) => status)).toEqual([200, 304])
  })

  test('tells of sources in the order of their numbers', async () => {
    for (const path of ['/2', '/10']) host.show(path, rss([item(path)]))
    place.write('sources.yaml', sourcesYaml({ a10: at('/10'), a2: at('/2') }))
    expect((await place.run(['once'])).out).toMatch(/^a2 .*\na10 /m)
  })

  test('lets go of what retention no longer keeps: where it is run by the clock, nobody else would', async () => {
    host.show('/a', rss([item('1'), item('2')]))
    place.write('sources.yaml', sourcesYaml({ a: at('/a') }))
    await place.run(['once'])
    const db = new Database(join(place.data, 'polywire.sqlite'))
    db.exec('UPDATE article SET first_seen = first_seen - 15 * 86400000 WHERE n = 1')
    db.close()
    expect((await place.run(['once', '--all'])).out).toContain('1 articles in 1 stories, 1 removed by retention.')
  })

  test('one source after the other goes wrong in its own way, and the good one is read', async () => {
    const deep = `<rss version="2.0"><channel>${'<a>'.repeat(200_000)}`
    const lols = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
    host.show('/good', rss([item('1')]))
    host.show('/deep', deep)
    host.show('/bomb', `<!DOCTYPE rss [<!ENTITY l0 "lol">${lols}]>${rss([item('2', '&l9;')])}`)
    host.show('/page', '<!doctype html><title>No feed here</title><p>Hello.', 'text/html')
    host.show('/large', rss(Array.from({ length: 9_000 }, (_, n) => item(`large-${n}`))))
    host.behave('/torn', (response) => {
      response.writeHead(200, { 'content-length': 5_000 })
      response.write(rss([item('3')]), () => response.destroy())
    })
    const names = ['good', 'deep', 'bomb', 'page', 'large', 'torn', 'missing']
    place.write('polywire.yaml', service([host.host], '  max_bytes: 1MiB\n'))
    place.write('sources.yaml', sourcesYaml(Object.fromEntries(names.map((name) => [name, at(`/${name}`)]))))

    const { code, out, err } = await place.run(['once'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^good +read +1 +1 /m)
    expect(out).toMatch(/^missing +failed .*the server answered 404\. Open the address in a browser/m)
    expect(out).toMatch(/^large +failed .*over 1MiB\. The limit is fetch\.max_bytes in polywire\.yaml/m)
    expect(out).toMatch(/^torn +failed .*Nothing was stored; the source will be tried again/m)
    expect(out).toMatch(/^page +failed .*Run "polywire try URL"/m)
    expect(out).toMatch(/^deep /m)
    expect(out).not.toContain('lollol')
    expect(out).toMatch(/^7 polled, /m)
  })

  test('what hangs is given up, and the setting for that is named', async () => {
    host.behave('/hang', (response) => void response.writeHead(200).write('<rss'))
    place.write('polywire.yaml', service([host.host], '  timeout: 1s\n'))
    place.write('sources.yaml', sourcesYaml({ hang: at('/hang') }))
    expect((await place.run(['once'])).out).toMatch(/^hang +failed .*the limit is fetch\.timeout in polywire\.yaml/m)
  })

  test('where nothing at all can be read the exit code is 1', async () => {
    place.write('sources.yaml', sourcesYaml({ a: at('/nowhere') }))
    expect((await place.run(['once'])).code).toBe(1)
  })

  test('a feed on a private address that nobody allowed is refused, and the message says how to allow it', async () => {
    place.write('polywire.yaml', 'fetch: { allow_private: [] }\n')
    place.write('sources.yaml', sourcesYaml({ a: at('/a') }))
    const { code, out } = await place.run(['once'])
    expect(code).toBe(1)
    expect(out).toContain('add it to fetch.allow_private in polywire.yaml')
    expect(host.asked).toEqual([])
  })

  test('killed in the middle and run again, it ends as if it had never been killed', async () => {
    const feeds = Array.from({ length: 12 }, (_, n) => [`s${n}`, at(`/s${n}`)] as const)
    for (const [id] of feeds) host.show(`/${id}`, rss(Array.from({ length: 30 }, (_, n) => item(`${id}-${n}`))))
    host.show('/s11', rss([item('s0-0'), item('s11-0')]))
    // Shares one article with another source, and answers only the second time.
    let asked = 0
    const reached = new Promise<void>((resolve) =>
      host.behave('/s6', (response) => {
        asked += 1
        resolve()
        if (asked > 1) response.writeHead(200).end(rss([item('s6-0')]))
      }),
    )
    place.write('polywire.yaml', service([host.host], '  concurrency: 2\n'))
    place.write('sources.yaml', sourcesYaml(Object.fromEntries(feeds)))
    const killed = place.start(['once'])
    await reached
    killed.child.kill('SIGKILL')
    await killed.ended

    const { code, out, err } = await place.run(['once', '--json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { counts } = JSON.parse(out)
    expect(counts).toMatchObject({ items: 10 * 30 + 1 + 2, articles: 10 * 30 + 1 + 1, sources: 12 })
  })

  test('a signal ends it soon; what was under way is polled the next time', async () => {
    let asked = 0
    const reached = new Promise<void>((resolve) =>
      host.behave('/a', (response) => {
        asked += 1
        resolve()
        if (asked > 1) response.writeHead(200).end(rss([item('1')]))
      }),
    )
    place.write('sources.yaml', sourcesYaml({ a: at('/a') }))
    const stopped = place.start(['once'])
    await reached
    stopped.child.kill('SIGTERM')
    const err = 'Interrupted. Sources that were not finished are still due.\n'
    expect(await stopped.ended).toEqual({ code: 130, out: '', err })
    expect((await place.run(['once'])).out).toMatch(/^a +read +1 +1 /m)
  })
})
