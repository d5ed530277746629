import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { always, article, EVERYTHING, publish, source } from '../store/samples.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { AFTERNOON, CONFIGURATION, HOUR, MINUTE, type Newsroom, openNewsroom } from './newsroom.ts'

/** 25 languages, all of them as if they took three bytes a letter. */
const LANGUAGES = 'hi en fr ar ru es pt de ja id sw tr it pl nl ko vi th fa ur bn ta el uk cs'.split(' ')
const HINDI = 'समुद्र के नीचे बिछी केबल टूटने से सात देशों में इंटरनेट धीमा पड़ गया है और मरम्मत में दस दिन लगेंगे। '
const REPORTS = 300

const sources = [...CONFIGURATION.sources, source('agency'), source('titles-only', { republish: 'title' })]
const configuration = { ...CONFIGURATION, sources }

/** One story of 300 reports, every tenth a copy of the first in its language, most in Hindi and Swahili. */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources(sources, AFTERNOON - 48 * HOUR)
  const from = AFTERNOON - 20 * HOUR
  const reported = (index: number) => {
    const language = index % 3 === 0 ? 'hi' : index % 3 === 1 ? 'sw' : (LANGUAGES[index % LANGUAGES.length] ?? 'en')
    const text = HINDI.repeat(6).slice(0, 400)
    const image = `https://pictures.example/${index}.jpg`
    return article(`r${index}`, {
      title: `${index} ${text.slice(0, 120)}`,
      text,
      summary: text,
      language,
      image,
      topics: ['cables'],
      places: ['KE'],
      publishedAt: from + index * MINUTE,
    })
  }
  await publish(store, 'agency', [reported(0)], { now: from })
  const [lead] = (await store.articles({ filter: EVERYTHING, limit: 1, before: null })).rows
  if (lead === undefined) throw new Error('nothing was stored')
  const { story } = lead
  const link = [{ kind: 'link', detail: 'most like a1, at 0.70 · place:KE · amount:7e+0', score: 0.6 }]
  const copy = [{ kind: 'copy', detail: `80 shingles shared with ${lead.id}, of the shorter text 93 %`, score: 0.9 }]
  for (let index = 1; index < REPORTS; index += 1) {
    const isCopy = index % 30 === 0
    const place = always(
      isCopy ? { kind: 'copy', of: lead.id, story, reasons: copy } : { kind: 'joins', story, parent: lead.id, reasons: link },
    )
    await publish(store, index === 7 ? 'titles-only' : 'agency', [reported(index)], { now: from + index * MINUTE, place })
  }
}

let room: Newsroom
let path: string
beforeAll(async () => {
  room = await openNewsroom({ configuration, fill })
  const [match] = (await room.store.stories({ filter: EVERYTHING, limit: 1, before: null })).rows
  path = `/stories/${match?.story.id}`
})
afterAll(async () => await room.close())

const page = async (query = '', headers: Readonly<Record<string, string>> = {}): Promise<string> =>
  await (await room.get(`${path}${query}`, headers)).text()
const languagesIn = (text: string): readonly string[] =>
  [...text.matchAll(/<h3>([^<]+) <span class="figure">/g)].map(([, name = '']) => name)

describe('a story of 300 reports in 25 languages', () => {
  test('is a page of less than 100 kB in each language, like the page of one of its languages', async () => {
    const sizes = await Promise.all(
      ['?ui=en', '?ui=hi', '?ui=ar', '?ui=ja', '?ui=en&lang=hi', '?ui=hi&lang=hi&page=2', '?ui=hi&lang=sw'].map(async (query) =>
        Buffer.byteLength(await page(query, { 'accept-language': 'hi,sw,bn,ta,th' })),
      ),
    )
    expect(Math.max(...sizes)).toBeLessThan(100_000)
  })

  test('has the reader’s languages first, then the others by number of reports, most of them folded', async () => {
    const shown = languagesIn(await page('?ui=fr', { 'accept-language': 'pt-BR,uk;q=0.8' }))
    expect(shown.slice(0, 5)).toEqual(['français', 'portugais', 'ukrainien', 'hindi', 'swahili'])
    expect(shown).toHaveLength(LANGUAGES.length)
    const text = await page('?ui=fr')
    expect(text).toContain('<summary>19 autres langues</summary>')
    expect(text.indexOf('<summary>19 autres langues')).toBeGreaterThan(text.indexOf('swahili <span'))
  })

  test('links reasons only to reports that the page shows', async () => {
    for (const query of ['', '?lang=sw', '?lang=hi&page=4']) {
      const text = await page(query)
      const targets = [...text.matchAll(/href="#(a[0-9a-z]{20})"/g)].map(([, id]) => id)
      expect(targets.filter((id) => !text.includes(`<li id="${id}">`))).toEqual([])
    }
    expect(await page()).toMatch(/href="#a[0-9a-z]{20}"/)
  })

  test('leads to all reports of each language', async () => {
    const found = new Set<string>()
    for (const language of LANGUAGES)
      for (let next: string | undefined = `?lang=${language}`; next !== undefined; ) {
        const text = await page(next)
        for (const [, id = ''] of text.matchAll(/<li id="(a[0-9a-z]{20})">/g)) found.add(id)
        next = /<a rel="next" href="[^"?]*(\?[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
      }
    expect(found.size).toBe(REPORTS)
    expect(await page()).toMatch(new RegExp(`<a href="${path}\\?lang=hi">\\d+ more articles in this language</a>`))
  })

  test('has the same numbers on its card, its page and in the API', async () => {
    const [card, own] = [await (await room.get('/')).text(), await page()]
    const api = (await (await room.get(`/api/v1${path}`)).json()) as {
      articleCount: number
      reports: number
      sources: readonly string[]
      languages: readonly string[]
    }
    expect(api).toMatchObject({ articleCount: REPORTS, reports: 291 })
    const reported = `Reported in ${api.languages.length} languages by ${api.sources.length} sources`
    expect(card).toContain(reported)
    expect(own).toContain(reported)
    expect(own).toContain('291 reports and 9 copies')
    const figures = [...own.matchAll(/<h3>[^<]+ <span class="figure">(\d+)</g)].map(([, count]) => Number(count))
    expect(figures.reduce((sum, count) => sum + count, 0)).toBe(REPORTS)
  })

  test('says in sentences why it is one story and why it has its topic', async () => {
    const text = (await page()).replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
    expect(text).toContain('290 reports in other languages mention the same: “Kenya”.')
    expect(text).toContain('9 reports repeat the text of others word for word, or nearly so.')
    expect(text).toContain('291 of 291 reports are about this.')
    expect(text).toContain('Technical details')
  })
})

test('a report has an excerpt, unless its source lets only the title be shown', async () => {
  const text = await page('?lang=en')
  const items = text.split('<li id="').slice(1)
  const titleOnly = (item: string): boolean => item.includes('<bdi>The titles-only</bdi>')
  expect(items.filter((item) => !titleOnly(item)).every((item) => item.includes('<p class="excerpt"'))).toBe(true)
  const swahili = (await page('?lang=sw')).split('<li id="').find(titleOnly)
  expect(swahili).toContain('>7 समुद्र')
  expect(swahili).not.toContain('class="excerpt"')
})

describe('pictures', () => {
  const imagesIn = (text: string): readonly string[] => [...text.matchAll(/<img [^>]*>/g)].map(([image]) => image)

  test('are shown only if the operator wants it; the policy of the page allows them only then', async () => {
    expect(imagesIn(await page())).toEqual([])
    room.setConfiguration({ ...configuration, service: { ...configuration.service, pictures: true } })
    const answer = await room.get(path)
    expect(answer.headers.get('content-security-policy')).toContain("img-src 'self' https:;")
    expect(imagesIn(await answer.text())).toEqual([
      expect.stringMatching(
        /src="https:\/\/pictures\.example\/\d+\.jpg" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer"/,
      ),
    ])
    const silent = sources.map((one) => ({ ...one, republish: 'title' as const }))
    room.setConfiguration({ ...configuration, sources: silent, service: { ...configuration.service, pictures: true } })
    expect(imagesIn(await page())).toEqual([])
    room.setConfiguration(configuration)
  })
})
