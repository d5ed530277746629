/** Correcting stories from the command line, on what real polls have brought. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { type Finished, item, openWorkplace, pollOnce, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

const BICYCLES =
  '<item><guid>https://desk.example/9</guid><link>https://desk.example/9</link><title>Old bicycles get a marketplace in Ghent</title><description>Riders trade frames and wheels there every Sunday.</description><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item>'

let host: FeedHost
let polled: Workplace
let place: Workplace
beforeAll(async () => {
  host = await startFeedHost()
  polled = openWorkplace()
  const title = 'A marketplace in Lisbon is fined forty million euro for hidden fees'
  host.show('/a', rss([item('1', title), BICYCLES]))
  host.show('/b', rss([item('2', `${title}, regulator says`)]))
  polled.write('polywire.yaml', service([host.host]))
  const [a, b] = [`http://${host.host}/a`, `http://${host.host}/b`]
  polled.write('sources.yaml', sourcesYaml({ a }))
  await pollOnce(polled)
  polled.write('sources.yaml', sourcesYaml({ a, b }))
  await pollOnce(polled)
})
afterAll(async () => {
  await polled.clear()
  await host.close()
})
beforeEach(() => {
  place = openWorkplace(polled)
})
afterEach(() => place.clear())

const url = (key: string): string => `https://desk.example/${key}`
const story = async (...args: string[]): Promise<Finished> => await place.run(['story', ...args])
const corrections = (): string => readFileSync(join(place.config, 'corrections.yaml'), 'utf8')
type Shown = { id: string; lead: { key: string }; articles: { id: string; key: string; reasons: { kind: string }[] }[] }
const shown = async (name: string): Promise<Shown> => {
  const { out, err } = await story('show', name, '--json')
  if (out === '') throw new Error(err)
  return JSON.parse(out) as Shown
}

describe('polywire story', () => {
  test('shows a story by its id, its page or an article, with ids and reasons', async () => {
    const { id, articles } = await shown(url('2'))
    expect(articles.map(({ key }) => key.slice(-1)).toSorted()).toEqual(['1', '2'])
    const { out } = await story('show', id)
    expect(out).toContain(articles[1]?.id)
    expect(out).toMatch(/2 articles, 2 sources, in en/)
    expect(out).toMatch(/story: most similar to a/)
    expect((await story('show', `https://news.example/stories/${id}`)).out).toBe(out)
  })

  test('writes a split that the next start carries out, and takes it back', async () => {
    const { id: before } = await shown(url('1'))
    const { code, out } = await story('split', url('2'), '--note', 'another fine', '--by', 'Ann')
    expect(code).toBe(0)
    expect(out).toContain('1 article will leave “A marketplace in Lisbon')
    expect(out).toMatch(/Written to .*corrections\.yaml:2\./)
    expect(corrections()).toMatch(
      /^corrections:\n {2}- \{ split: \[ https:\/\/desk\.example\/2 \], note: another fine, by: Ann, date: \d{4}-\d\d-\d\d \}\n$/,
    )
    await place.run(['once'])
    const apart = await shown(url('2'))
    expect(apart.articles).toHaveLength(1)
    expect(apart.articles[0]?.reasons.map(({ kind }) => kind)).toEqual(['correction', 'story', 'phase'])
    expect((await story('show', url('2'))).out).toContain('corrections.yaml:2: split https://desk.example/2 (another fine)')
    expect((await story('undo', url('2'))).out).toContain('undone: corrections.yaml:2: split')
    await place.run(['once'])
    expect(await shown(url('2'))).toMatchObject({ id: before, articles: [{}, {}] })
  })

  test('writes join, never and pin, each with what readers will see; undo takes the last', async () => {
    expect((await story('join', url('1'), url('9'))).out).toContain('will be one story')
    expect((await story('pin', url('2'))).out).toContain('will lead')
    expect((await story('never', url('1'), url('2'))).out).toContain('What came later leaves it')
    expect((await story('undo')).out).toContain('never')
    await place.run(['once'])
    expect(await shown(url('9'))).toMatchObject({
      lead: { key: expect.stringMatching(/2$/) as string },
      articles: [{}, {}, {}],
    })
    expect((await story('undo', url('1'), '--json')).out).toContain('"kind":"join"')
    expect(
      corrections()
        .split('\n')
        .filter((line) => line.includes('- {')),
    ).toHaveLength(1)
  })

  test('names a kind: a deal leaves its story, and comes back as news', async () => {
    const before = (await shown(url('2'))).id
    expect((await story('deal', url('2'), '--by', 'Ann')).out).toContain('will be of the kind deal instead of news')
    await place.run(['once'])
    const alone = await shown(url('2'))
    expect(alone).toMatchObject({
      articles: [{ reasons: [{ detail: expect.stringContaining('taken for a deal by Ann') }, {}, {}] }],
    })
    expect((await story('list')).out).toContain('deal https://desk.example/2: holds')
    expect((await story('undo')).out).toContain('undone')
    await place.run(['once'])
    expect(await shown(url('2'))).toMatchObject({ id: before, articles: [{}, {}] })
  })

  test('lists corrections: what holds, what waits, what is overruled', async () => {
    expect((await story('list')).out).toBe('corrections.yaml holds no correction.\n')
    await story('split', url('2'), '--note', 'another fine', '--by', 'Ann')
    expect((await story('list', '--json')).out).toContain('"state":"not yet"')
    await place.run(['once'])
    expect((await story('list')).out).toMatch(
      /split .*: holds\n {2}“A marketplace in Lisbon.*”\n {2}another fine — Ann, \d{4}-/,
    )
    place.write('corrections.yaml', `corrections:\n  - { join: [${url('1')}, ${url('9')}] }\n  - { pin: ${url('77')} }\n`)
    await place.run(['once'])
    const { out } = await story('list')
    expect(out).toContain(`corrections.yaml:2: join ${url('1')} ${url('9')}: holds\n  “A marketplace in Lisbon`)
    expect(out).toContain(`corrections.yaml:3: pin ${url('77')}: waits; not stored: ${url('77')}`)
    const both = `corrections:\n  - { join: [${url('1')}, ${url('9')}] }\n  - { split: [${url('9')}] }\n`
    place.write('corrections.yaml', both)
    await place.run(['once'])
    expect((await story('list')).out).toContain(`${url('9')}: overruled`)
  })

  test('a story that was joined to another is found by its old id', async () => {
    const { id: gone } = await shown(url('9'))
    await story('join', url('1'), gone)
    await place.run(['once'])
    const { id } = await shown(url('1'))
    expect(id).not.toBe(gone)
    expect((await shown(gone)).id).toBe(id)
  })

  test('parts a language from a story', async () => {
    const { id } = await shown(url('1'))
    const { code, err } = await story('split', id, '--language', 'ja')
    expect([code, err]).toEqual([2, 'None of these articles is in ja; they are in en.\n'])
  })

  test.each([
    [['show', 'nothing'], 'There is no article "nothing"'],
    [['show', `s${'0'.repeat(20)}`], 'There is no story'],
    [['split', `s${'0'.repeat(20)}`], 'is a story, and this needs its articles'],
    [['split', url('1'), url('2')], 'nothing would be left behind'],
    [['join', url('1'), url('2')], 'in one story already'],
    [['pin', url('1')], 'leads its story already'],
    [['undo'], 'holds no correction'],
  ])('refuses %j and says why', async (args, why) => {
    const { code, err } = await story(...args)
    expect(code).toBe(2)
    expect(err).toContain(why)
  })

  test('writes no note and no name where those are empty: the configuration takes none', async () => {
    expect((await story('split', url('2'), '--note', '', '--by', '')).code).toBe(0)
    expect(corrections()).not.toMatch(/note|by/)
    expect((await place.run(['check'])).code).toBe(0)
  })

  test('refuses what was said already, though no service has taken it over yet', async () => {
    expect((await story('split', url('1'))).code).toBe(0)
    const { code, err } = await story('split', url('1'), '--note', 'again')
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/corrections\.yaml:2 says so already\. A running service applies it/),
    ])
    expect((await story('never', url('1'), url('2'))).code).toBe(0)
    expect((await story('split', url('1'))).code).toBe(0)
  })

  test('refuses what contradicts a correction', async () => {
    await story('never', url('1'), url('9'))
    const { code, err } = await story('join', url('9'), url('1'))
    expect(code).toBe(2)
    expect(err).toMatch(/corrections\.yaml:2 says the opposite \(never\)/)
    expect((await story('undo', url('2'))).err).toContain(
      `No correction names ${url('2')}. They are:\ncorrections.yaml:2: never`,
    )
  })
})
