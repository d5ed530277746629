import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Republish } from '../../src/model/source.ts'
import { article, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const POLICIES: readonly Republish[] = ['title', 'excerpt', 'full']
const SOURCES = POLICIES.map((republish) =>
  source(republish, { name: `Desk of ${republish}`, republish, url: `https://${republish}.example/feed?key=s3cr3t` }),
)

const SHORT = source('short', { name: 'Short', republish: 'excerpt', excerpt: 24, url: 'https://short.example/feed' })

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, sources: [...SOURCES, SHORT] },
    async fill(store) {
      await store.syncSources([...SOURCES, SHORT], AFTERNOON)
      const long = article('short', { title: 'Title', summary: 'A report with a rather long excerpt', publishedAt: AFTERNOON })
      await publish(store, 'short', [long], { now: AFTERNOON })
      for (const policy of POLICIES) {
        const report = article(policy, {
          title: `Title by ${policy}`,
          summary: `Summary by ${policy}.`,
          html: `<p>Whole text by <em>${policy}</em>.</p>`,
          image: `https://${policy}.example/picture.jpg`,
          language: 'pt',
          publishedAt: AFTERNOON,
        })
        await publish(store, policy, [report], { now: AFTERNOON })
      }
    },
  })
})
afterAll(async () => await room.close())

const PATHS = ['atom', 'rss', 'json'].map((kind) => `/feeds/all.${kind}?group=article&q=source:`)

describe.each([...PATHS, '/api/v1/articles?q=source:'])('%s', (path) => {
  test.each(POLICIES)('shows as much as the source allows: %s', async (policy) => {
    const text = await (await room.get(path + policy)).text()
    expect(text).toContain(`Title by ${policy}`)
    const shown = [text.includes(`Summary by ${policy}.`), text.includes('Whole text by'), text.includes('picture.jpg')]
    expect(shown).toEqual([policy !== 'title', policy === 'full', policy !== 'title'])
  })
})

test('an excerpt is cut on pages and in exports too', async () => {
  for (const path of ['/search?q=source:short', '/api/v1/articles.csv?q=source:short', '/feeds/all.atom?q=source:short']) {
    const text = await (await room.get(path)).text()
    expect({ path, cut: text.includes('A report with a rather…'), whole: text.includes('long excerpt') }).toEqual({
      path,
      cut: true,
      whole: false,
    })
  }
})

test.each(PATHS)('%s credits the origin and says its language, and tells no subscriber’s key', async (path) => {
  const text = await (await room.get(`${path}title,excerpt,full`)).text()
  for (const policy of POLICIES) {
    expect(text).toContain(`Desk of ${policy}`)
    expect(text).toContain(`https://${policy}.example/feed`)
  }
  expect(text.match(/xml:lang="pt"|<dc:language>pt<|"language":"pt"/g)).toHaveLength(3)
  expect(text).not.toContain('s3cr3t')
})
