/** Takedowns from the command line, beside a running service: real HTTP, a real folder. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { type Finished, item, openWorkplace, pollOnce, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

const BICYCLES =
  '<item><guid>https://desk.example/2</guid><link>https://desk.example/2</link><title>Old bicycles get a marketplace in Ghent</title><description>Riders trade frames and wheels there every Sunday.</description><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item>'
let host: FeedHost
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  host.show('/a', rss([item('1', 'A marketplace in Lisbon opens'), BICYCLES]))
  place.write('polywire.yaml', service([host.host]))
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  await pollOnce(place)
})
afterEach(async () => {
  await place.clear()
  await host.close()
})

const ONE = 'https://desk.example/1'
const takedown = async (...args: string[]): Promise<Finished> => await place.run(['takedown', ...args])
const log = (): string => readFileSync(join(place.config, 'takedowns.yaml'), 'utf8')

describe('polywire takedown', () => {
  test('a dry run names what would go and writes nothing; without a reason nothing is taken down', async () => {
    const dry = await takedown('article', ONE, '--dry-run')
    expect(dry.out).toContain('1 stored article would go')
    expect(dry.out).toContain('A marketplace in Lisbon opens')
    expect(log).toThrow('ENOENT')
    expect(await takedown('article', ONE)).toMatchObject({ code: 2, err: expect.stringContaining('--reason') })
    expect((await takedown('list')).out).toBe('Nothing was taken down.\n')
    expect((await takedown('host', 'desk.example', '--dry-run')).out).toContain('2 stored articles would go')
    expect(await takedown('source', 'b', '--dry-run')).toMatchObject({ code: 2 })
    expect(await takedown('host', 'org', '--dry-run')).toMatchObject({ code: 2 })
  })

  test('in a running service it goes within seconds, its addresses say 410, and it stays away until it is undone', async () => {
    const serving = place.start(['serve'], {
      env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_ADMIN_TOKEN: 'open-sesame-1234' },
    })
    const url = /http:\S+/.exec(await serving.line(/^Polywire is running at http/))?.[0] ?? ''
    const textAt = async (path: string): Promise<string> => await (await fetch(url + path)).text()
    const statusAt = async (path: string): Promise<number> => (await fetch(url + path)).status
    const poll = async (): Promise<Response> =>
      await fetch(`${url}/api/v1/sources/a/poll?wait=1`, {
        method: 'POST',
        headers: { authorization: 'Bearer open-sesame-1234' },
      })
    const { data: articles } = JSON.parse(await textAt('/api/v1/articles?q=Lisbon')) as {
      data: readonly { id: string; story: string }[]
    }
    const [article] = articles
    const story = `/stories/${article?.story}`
    expect(await textAt('/feeds/all.atom')).toContain('Lisbon')
    expect(await statusAt(story)).toBe(200)

    const { out, code } = await takedown('article', ONE, '--reason', 'a court in Lisbon', '--by', 'Ann')
    expect(code).toBe(0)
    expect(out).toContain('1 stored article will go')
    expect(log()).toMatch(
      /^takedowns:\n {2}- \{ articles: \[ a\w{20}, https:\/\/desk\.example\/1 \], reason: a court in Lisbon, by: Ann, date: [\dT:-]+Z \}\n$/,
    )
    await expect.poll(async () => await statusAt(story)).toBe(410)
    for (const path of [`${story}.atom`, `/api/v1${story}`, `/api/v1/articles/${article?.id}`])
      expect(await statusAt(path)).toBe(410)
    expect(await textAt(`${story}?ui=de`)).toContain('auf Antrag entfernt')
    const feed = await textAt('/feeds/all.atom')
    expect(feed).not.toContain('Lisbon')
    expect(feed).toContain('deleted-entry')
    for (const path of ['/', '/search?q=marketplace', '/feeds/shops.json', '/api/v1/articles.csv', '/api/v1/stories'])
      expect(await textAt(path)).not.toContain('Lisbon')
    expect(await textAt('/rights')).toContain('1 request to take something down')
    expect(await textAt('/rights')).not.toContain('court')

    host.show('/a', rss([item('1', 'A marketplace in Lisbon opens at last'), item('3')]))
    await poll()
    expect(await textAt('/feeds/all.atom')).toContain('Report 3')
    expect(await textAt('/feeds/all.atom')).not.toContain('Lisbon')

    expect((await takedown('article', ONE, '--reason', 'again')).err).toContain('says so already')
    expect((await takedown('undo', ONE, '--reason', 'the court was overruled', '--by', 'Ben')).out).toContain('undone:')
    expect((await takedown('list')).out).toMatch(/: a court in Lisbon; undone on [\dT:-]+Z by Ben: the court was overruled\n$/)
    await expect.poll(async () => await statusAt(story)).toBe(404)
    host.show('/a', rss([item('1', 'A marketplace in Lisbon opens at last'), item('4')]))
    await poll()
    expect(await statusAt(story)).toBe(200)
  })

  test('a source that is taken down is polled no more', async () => {
    expect((await takedown('source', 'a', '--reason', 'its publisher asked')).out).toContain('2 stored articles will go')
    const before = host.asked.length
    await place.run(['once', '--all'])
    expect(host.asked).toHaveLength(before)
    expect((await place.run(['explain', ONE])).code).toBe(1)
  })
})
