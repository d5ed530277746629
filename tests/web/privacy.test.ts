/** What only the operator may know is on no page, in no feed and in no answer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedId } from '../../src/model/ids.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const TOKEN = 'a-token-of-many-letters'
const FOLDER = '/srv/newsroom/config'
/** What a configuration tells that is broken in the entry of a private feed. */
const PROBLEMS = [
  { file: `${FOLDER}/feeds.yaml`, line: 3, column: 5, message: 'unknown key "titel" in "desk-secret"; did you mean "title"?' },
  { file: `${FOLDER}/feeds.yaml`, line: 9, column: 5, message: 'filter, column 7: no topic “merger-with-acme”' },
]
const HIDDEN = /srv|newsroom|feeds\.yaml:|desk-secret|Desk of secrets|merger|hunter2/
const [PARCELS] = CONFIGURATION.feeds
if (PARCELS === undefined) throw new Error('the newsroom has no feed')
const [SOURCE, ...SOURCES] = CONFIGURATION.sources
if (SOURCE === undefined) throw new Error('the newsroom has no source')

let room: Newsroom
beforeAll(async () => {
  const secret = {
    ...SOURCE,
    url: 'https://harbour.example/feed?key=hunter2',
    site: 'https://harbour.example/hunter2',
    secrets: new Map([['hunter2', '${KEY}']]),
  }
  const desk = { ...PARCELS, id: feedId('desk-secret'), title: { en: 'Desk of secrets' }, filter: '"merger"', private: true }
  const configuration = { ...CONFIGURATION, sources: [secret, ...SOURCES], feeds: [desk, PARCELS] }
  room = await openNewsroom({ configuration, adminToken: TOKEN })
  room.setProblems(PROBLEMS)
})
afterAll(async () => await room.close())

const paths = async (): Promise<readonly string[]> => {
  const list = (await (await room.get('/api/v1/stories')).json()) as { data: { id: string }[] }
  const articles = (await (await room.get('/api/v1/articles')).json()) as { data: { id: string }[] }
  return [
    '/',
    '/topics',
    '/topics/trade',
    ...list.data.map(({ id }) => `/stories/${id}`),
    '/search',
    '/search?q=parcels',
    '/search?q=topic:desk',
    '/feeds',
    '/feeds?feed=desk-secre',
    '/feeds?feed=desk',
    '/feeds?topic=trade&words=desk',
    '/sources',
    '/coverage',
    '/gaps',
    '/sources?q=harbour',
    '/about',
    '/rights',
    '/about/topics',
    '/entities',
    '/entities/port-union',
    '/places',
    '/places/KE',
    '/nowhere',
    '/topics/desk',
    '/feeds/desk-secre',
    '/feeds/desk-secre.atom',
    '/feeds/desk-secre.atom?key=x',
    '/feeds/all.txt',
    '/feeds.opml',
    ...['atom', 'rss', 'json'].flatMap((ending) => [
      `/feeds/all.${ending}`,
      `/feeds/parcels.${ending}`,
      `/feeds/health.${ending}`,
      `/coverage.${ending}`,
    ]),
    ...['stories', 'articles', 'topics', 'entities', 'feeds', 'sources', 'status', 'poll'].map((name) => `/api/v1/${name}`),
    '/api/v1/feeds?q=desk',
    '/api/v1/stories?q=topic:desk',
    ...list.data.map(({ id }) => `/api/v1/stories/${id}`),
    ...articles.data.map(({ id }) => `/api/v1/articles/${id}`),
    '/openapi.json',
    '/healthz',
    '/readyz',
    '/metrics',
    '/robots.txt',
  ]
}

describe('with a broken configuration and a private feed', () => {
  test.each(['text/html', '*/*'])(
    'nothing that anybody can open (as %s) names a file, the feed or a secret',
    async (accept) => {
      const found: Record<string, string | undefined> = {}
      for (const path of await paths()) {
        const answer = await room.get(path, { accept })
        const text = `${await answer.text()}\n${JSON.stringify([...answer.headers])}`
        // What a reader wrote in the address is repeated to nobody but the reader.
        const [leak] = HIDDEN.exec(text.replaceAll(decodeURIComponent(path), '').replaceAll('desk-secre”', '')) ?? []
        if (leak !== undefined) found[path] = leak
      }
      expect(found).toEqual({})
    },
  )

  test('the page of sources says that the last change is not in force, in the language of the reader', async () => {
    const text = async (ui: string) => await (await room.get(`/sources?ui=${ui}`)).text()
    expect(await text('en')).toContain('The operator finds the 2 mistakes in the log and with “polywire check”.')
    expect(await text('de')).toContain('Der Betreiber findet die 2 Fehler im Protokoll')
  })

  test('the admin token shows all of it, and no cache may store that', async () => {
    const answer = await room.get('/sources', { authorization: `Bearer ${TOKEN}` })
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const text = await answer.text()
    expect(text).toContain(`<code>${FOLDER}/feeds.yaml:3:5</code>`)
    expect(text).toContain('merger-with-acme')
  })

  test('a wrong token is refused; the password of a proxy in front is no token', async () => {
    expect((await room.get('/sources', { authorization: 'Bearer wrong' })).status).toBe(401)
    const behindProxy = await room.get('/sources', { authorization: 'Basic dXNlcjpwYXNz' })
    expect([behindProxy.status, HIDDEN.test(await behindProxy.text())]).toEqual([200, false])
  })
})
