/** The stories of a stream of news depend on the stream alone: on no run, no restart, no kill in the middle. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SourceId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { inventNews } from '../bench/invented-news.ts'
import { inventedVocabularies } from '../bench/vocabulary.ts'
import { openWorkplace, rss, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { EVERYTHING } from '../store/samples.ts'

const SOURCES = 12
const ARTICLES = 240
const FROM = Date.UTC(2026, 10, 20)

/** What each source shows: news of few events, so that most articles are copies, reports of one event, or in a story of two sources. */
const shown = ((): ReadonlyMap<string, string> => {
  const items = new Map<SourceId, string[]>()
  const vocabularies = inventedVocabularies().slice(0, 2)
  for (const { source, articles } of inventNews({ vocabularies, sources: SOURCES, perDay: 2_000, from: FROM })) {
    const held = items.get(source) ?? []
    for (const { key, title, html, publishedAt } of articles)
      held.push(
        `<item><guid>urn:${key}</guid><link>https://${source}.example/${key}</link><title>${title}</title>` +
          `<description><![CDATA[${html}]]></description><pubDate>${new Date(publishedAt).toUTCString()}</pubDate></item>`,
      )
    items.set(source, held)
    if ([...items.values()].flat().length >= ARTICLES) break
  }
  return new Map([...items].map(([source, list]) => [source, rss(list)]))
})()

let host: FeedHost
beforeEach(async () => {
  host = await startFeedHost()
})
afterEach(() => host.close())

/** One poll after the other, so that the stream is the same in every run. */
const atWork = (): Workplace => {
  const place = openWorkplace()
  place.write(
    'polywire.yaml',
    `fetch:\n  concurrency: 1\n  per_host: { concurrency: 1, gap: 0s }\n  allow_private: ["${host.host}"]\nread: { workers: 1 }\nstories: all\n`,
  )
  const urls = [...shown.keys()].map((source): [string, string] => [source, `http://${host.host}/${source}`])
  place.write('sources.yaml', sourcesYaml(Object.fromEntries(urls)))
  for (const [source, text] of shown) host.show(`/${source}`, text)
  return place
}

/** Each story's id, lead and articles, with what is a copy of what and why each stands there. */
const storiesIn = async (place: Workplace) => {
  const store = await openSqlite({ folder: place.data, readOnly: true })
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 1_000, before: null })
  const stories = await Promise.all(
    rows.map(async ({ story }) => ({
      id: story.id,
      lead: story.lead.id,
      articles: await Promise.all(
        story.articles.map(async ({ id, copyOf }) => ({ id, copyOf, reasons: (await store.decision(id))?.reasons })),
      ),
    })),
  )
  await store.close()
  return stories.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

const undisturbed = async () => {
  const place = atWork()
  await place.run(['once'])
  const stories = await storiesIn(place)
  await place.clear()
  return stories
}

/** Every test compares with the same run. */
let first: ReturnType<typeof undisturbed> | null = null
const firstRun = (): ReturnType<typeof undisturbed> => (first ??= undisturbed())

test('two runs over the same news give the same stories', async () => {
  const stories = await firstRun()
  expect(stories.length).toBeGreaterThan(20)
  expect(stories.filter(({ articles }) => articles.length > 1).length).toBeGreaterThan(10)
  expect(stories.flatMap(({ articles }) => articles).filter(({ copyOf }) => copyOf !== null).length).toBeGreaterThan(10)
  expect(await undisturbed()).toEqual(stories)
})

test.each([
  ['while the second feed is fetched', 2, 'asked'],
  ['as the fifth feed has come', 5, 'answered'],
  ['while the ninth feed is fetched', 9, 'asked'],
] as const)('killed %s and started again, the service comes to the same stories', async (_, at, when) => {
  const expected = await firstRun()
  const place = atWork()
  const [source = '', text = ''] = [...shown][at - 1] ?? []
  let times = 0
  const reached = new Promise<void>((resolve) =>
    host.behave(`/${source}`, (response) => {
      times += 1
      if (times > 1) return void response.writeHead(200).end(text)
      if (when === 'asked') return resolve()
      return void response.writeHead(200).end(text, () => resolve())
    }),
  )
  const killed = place.start(['once'])
  await reached
  killed.child.kill('SIGKILL')
  await killed.ended
  await place.run(['once'])
  expect(await storiesIn(place)).toEqual(expected)
  await place.clear()
})
