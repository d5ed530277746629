import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { article, poll, publish } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    async fill(store) {
      await store.syncSources(CONFIGURATION.sources, AFTERNOON - 9 * 24 * HOUR)
      const at = (id: string, hours: number) => ({
        now: AFTERNOON - hours * HOUR,
        poll: poll(id, { okAt: AFTERNOON - hours * HOUR, changedAt: AFTERNOON - hours * HOUR }),
      })
      const told = (key: string, language: string, hours: number) =>
        article(key, {
          title: `Told as ${key}`,
          language,
          publishedAt: AFTERNOON - hours * HOUR,
          places: [key.startsWith('bridge') ? 'KE' : 'SN'],
        })
      await publish(store, 'sahifa', [told('bridge-ar', 'ar', 9)], at('sahifa', 9))
      const { rows } = await store.stories({ filter: { kind: 'everything' }, limit: 9, before: null })
      const [bridge] = rows
      const joins = { kind: 'joins', story: bridge?.story.id as never, reasons: [] } as const
      await publish(store, 'marche-libre', [told('bridge-fr', 'fr', 7)], { ...at('marche-libre', 7), place: () => joins })
      await publish(store, 'harbour-post', [told('harbour-en', 'en', 5)], at('harbour-post', 5))
      await store.watchSources(AFTERNOON)
    },
  })
})
afterAll(async () => await room.close())

const pageOf = async (query: string): Promise<string> => await (await room.get(`/gaps${query}`)).text()

describe('the page /gaps', () => {
  test('shows what two languages report and the one asked for does not, and how many of its sources could have', async () => {
    const page = await pageOf('?in=en&feed=all')
    expect(page).toContain('Not reported in English')
    expect(page).toMatch(/none of the 1 active sources \(of \d+\) in English/)
    expect(page).toMatch(/Told as bridge-/)
    expect(page).not.toContain('Told as harbour-en')
  })

  test('is about the field, and one link away about everything', async () => {
    const page = await pageOf('?in=en')
    expect(page).toContain('There are no such stories.')
    expect(page).toContain('href="/gaps?in=en&amp;days=7&amp;feed=all">Everything</a>')
    expect(await pageOf('?in=en&feed=all')).toContain('href="/gaps?in=en&amp;days=7">All stories</a>')
  })

  test('shows nothing for a language that reports it, nor for one whose sources are silent', async () => {
    for (const language of ['fr', 'ar', 'de']) expect(await pageOf(`?in=${language}`)).toContain('There are no such stories.')
  })

  test('counts by the country that is reported on, beside who could have reported', async () => {
    expect(await pageOf('?in=en&feed=all')).toMatch(
      /<a href="[^"]*q=place:KE&amp;feed=all">Kenya: 1 of 1 \(active sources: 1\)<\/a>/,
    )
    const answer = await room.get('/api/v1/gaps?in=en&days=7')
    expect(await answer.json()).toMatchObject({
      language: 'en',
      sources: { live: 1 },
      countries: [{ country: 'KE', missing: 1, stories: 1 }],
      stories: [{ languages: ['ar', 'fr'] }],
    })
  })

  test('is narrowed by a filter, and refuses what is no language', async () => {
    expect(await pageOf('?in=en&q=lang:ru')).toContain('There are no such stories.')
    expect((await room.get('/gaps?in=12')).status).toBe(400)
  })
})

test('the filter missing: finds the stories without a report in a language', async () => {
  const found = async (q: string) => {
    const answer = await room.get(`/api/v1/stories?q=${encodeURIComponent(q)}`)
    const { data } = (await answer.json()) as {
      readonly data: readonly { readonly firsts: readonly { readonly language: string; readonly lagSeconds: number }[] }[]
    }
    return data
  }
  const [bridge, ...others] = await found('missing:en')
  expect(others).toEqual([])
  expect(bridge?.firsts.map(({ language, lagSeconds }) => [language, lagSeconds])).toEqual([
    ['ar', 0],
    ['fr', 7_200],
  ])
  expect((await found('missing:fr')).length).toBe(1)
  expect((await found('missing:en,fr')).length).toBe(2)
})
