import { beforeAll, describe, expect, test } from 'vitest'
import type { FeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplaceWithHost, rss, sourcesYaml, type Workplace } from './workplace.ts'

let host: FeedHost
let place: Workplace
beforeAll(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  host.show('/a', rss([item('1', 'A new marketplace opens'), item('2'), item('2', 'Report two'), '<item></item>']))
  host.show(
    '/news.html',
    '<ul><li><a href="/one">The marketplace is open</a><span>2026-11-20</span></li><li><a href="/two">Rain in the north</a></li></ul>',
    'text/html',
  )
  host.show('/empty.html', '<html><title>Nothing</title><body>Not yet.</body></html>', 'text/html')
  place.write(
    'sources.yaml',
    `${sourcesYaml({ a: `http://${host.host}/a` })}  - id: site\n    name: Site\n    url: "http://${host.host}/news.html"\n    page: { item: li, title: a, link: a@href, date: { select: span, format: "yyyy-MM-dd" } }\n  - id: empty\n    name: Empty\n    url: "http://${host.host}/empty.html"\n    page: { item: li, title: a, link: a@href }\n    active: false\n`,
  )
  return opened.close
})

describe('try', () => {
  test('a feed by its address: what it is, its items with language and topics, and what is dropped', async () => {
    const { code, out, err } = await place.run(['try', `http://${host.host}/a`])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^rss20, utf-8, [1-9]\d* bytes/m)
    expect(out).toMatch(/^2026-11-23T08:00 +en +shops +A new marketplace opens$/m)
    expect(out).toMatch(/^dropped: Report.*more than once/m)
    expect(out).toMatch(/^dropped: \(no title\).*no title, no text and no link/m)
  })

  test("a page source by its id is read by the source's own rules", async () => {
    const { code, out } = await place.run(['try', 'site', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out).bytes).toBeGreaterThan(100)
    expect(JSON.parse(out).items).toMatchObject([
      { title: 'The marketplace is open', link: `http://${host.host}/one`, dated: true, topics: [{ id: 'shops' }] },
      { title: 'Rain in the north', dated: false, dateFrom: 'estimate' },
    ])
  })

  test('what is neither an address nor a source, and what is no feed, are told apart', async () => {
    expect(await place.run(['try', 'nobody'])).toMatchObject({ code: 2, err: expect.stringContaining('"nobody" is neither') })
    const page = await place.run(['try', `http://${host.host}/missing`])
    expect(page).toMatchObject({ code: 1, err: expect.stringContaining('404') })
    host.show('/page.html', '<html><body>Nothing to subscribe to.</body></html>', 'text/html')
    const { code, err } = await place.run(['try', `http://${host.host}/page.html`])
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/an HTML page without a title.* CSS selectors: page in sources\.yaml\.$/m),
    })
    expect(err).not.toContain('polywire try')
    expect(await place.run(['try', 'site', '--language', 'klingon'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('"klingon" is not a language'),
    })
    host.show('/odd', rss(['<news><title>Report</title><link>/1</link></news>']))
    expect(await place.run(['try', `http://${host.host}/odd`])).toMatchObject({
      code: 1,
      err: 'the feed is not empty, but no items were found in it: elements «news» look like items: 1, but there is no «item».\n',
    })
    expect((await place.run(['try', 'empty'])).err).toMatch(
      /«Nothing».*The source’s page rule finds nothing there: look at its item/,
    )
  })
})

describe('explain', () => {
  test('an article by address and by id, while the service runs: evidence marked, feeds with the deciding rule', async () => {
    const served = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
    await served.line(/"event":"polled","source":"a"/)
    // What is polled is explained once it is grouped.
    let out = ''
    await expect
      .poll(async () => {
        const explained = await place.run(['explain', 'https://desk.example/1', '--numbers'])
        out = explained.out
        return explained.code
      })
      .toBe(0)
    expect(out).toContain('title, strong: A new [marketplace] opens')
    expect(out).toMatch(/^published 2026-11-23T08:00:00.000Z: its own date$/m)
    expect(out).toMatch(/^feed +field: in: topic:shops/m)
    expect(out).toMatch(/^feed +shops: in: topic:shops/m)
    const inWords = (await place.run(['explain', 'https://desk.example/1'])).out
    expect(inWords).toMatch(/^Language {2}English(?:, probably)?$/m)
    expect(inWords).toMatch(
      /^Topics {4}Shops \((?:almost certain|very likely|likely)\): in the headline “A new \[marketplace\] opens/m,
    )
    expect(inWords).toMatch(/^Feeds {5}in All stories, Shops, Everything$/m)
    expect(inWords).not.toMatch(/0\.\d\d|\d %/)
    const id = /^(a\S+) {2}https/m.exec(out)?.[1] ?? ''
    const record = JSON.parse((await place.run(['explain', id, '--json'])).out)
    expect(record).toMatchObject({
      article: { id, source: 'a' },
      feeds: [{ feed: 'field' }, { feed: 'shops' }, { feed: 'all' }],
    })
    const { story } = record
    const ofStory = await place.run(['explain', `http://127.0.0.1:8080/stories/${story.id}`, '--json'])
    expect(JSON.parse(ofStory.out)).toEqual(record)
    expect(ofStory.err).toContain(`"polywire story show ${story.id}"`)
    expect(await place.run(['explain', 's0123456789abcdefghjk'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no story'),
    })
    expect(await place.run(['explain', 'https://desk.example/9'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no article "https://desk.example/9"'),
    })
  })
})

describe('lab', () => {
  test('read: one line in, one line out', async () => {
    const { code, out } = await place.run(['lab', 'read'], {
      input: '{"id":7,"title":"The marketplace"}\n\n{"id":"b","title":"Rain in the north of the country"}\n',
    })
    expect(code).toBe(0)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { id: '7', topics: [{ id: 'shops', evidence: [{ at: 'title:4-15' }] }] },
      { id: 'b', topics: [] },
    ])
  })

  test('a line that is not what the command reads ends it with 2 and its number', async () => {
    const bad = await place.run(['lab', 'read'], { input: '{"id":1,"title":"x"}\n\n{"id":2,\n' })
    expect(bad).toMatchObject({ code: 2, err: expect.stringMatching(/^line 3: not JSON/) })
    const nameless = await place.run(['lab', 'parse', '-'], { input: '\n{"url":"http://x.example/"}\n' })
    expect(nameless).toMatchObject({ code: 2, err: 'line 2: "file" is missing\n' })
  })

  test('group: articles without an id of their own are refused, since answers name one another', async () => {
    const group = async (...lines: readonly object[]) =>
      await place.run(['lab', 'group'], { input: lines.map((line) => `${JSON.stringify(line)}\n`).join('') })
    expect(await group({ title: 'x' })).toMatchObject({ code: 2, err: 'line 1: "id" is missing\n' })
    expect(await group({ id: 1, title: 'x' }, { id: '1', title: 'y' })).toMatchObject({
      code: 2,
      err: 'line 2: the id "1" is another line\'s already\n',
    })
    expect((await group({ id: 1, title: 'x' }, { id: 2, title: 'y' })).out.trim().split('\n')).toHaveLength(2)
  })

  test('parse: documents named on standard input, each with its own address', async () => {
    place.write('feed.xml', rss(['<item><title>One</title><link>/one</link></item>']).replace('https://desk.example/', ''))
    const file = `${place.config}/feed.xml`
    const lines = [{ file, url: 'https://x.example/feed' }, { file: `${place.config}/topics.yaml` }]
    const { code, out } = await place.run(['lab', 'parse', '-'], {
      input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    })
    expect(code).toBe(0)
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers).toMatchObject([
      { file, ok: true, items: [{ title: 'One', link: 'https://x.example/one' }] },
      { ok: false, failure: expect.anything() },
    ])
  })

  test('a file that is not there, or is a folder, is named in words', async () => {
    const missing = place.path('nowhere.xml')
    expect(await place.run(['lab', 'parse', missing])).toMatchObject({
      code: 1,
      err: `${missing}: there is no such file or folder.\n`,
    })
    expect((await place.run(['import-opml', missing])).err).toBe(`${missing}: there is no such file or folder.\n`)
    expect((await place.run(['import-opml', place.config])).err).toBe('it is a folder, and a file is needed.\n')
  })

  test('a signal ends it though its input stays open', async () => {
    const reading = place.start(['lab', 'read'], { input: null })
    reading.child.stdin?.write('{"id":1,"title":"The marketplace"}\n')
    await reading.line(/"id":"1"/)
    reading.child.kill('SIGINT')
    expect((await reading.ended).code).toBe(130)
  })
})
