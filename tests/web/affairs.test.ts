/** What readers see of affairs and kinds: pages, feeds, API and filters. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storyId, type StoryId } from '../../src/model/ids.ts'
import type { Kind } from '../../src/model/kind.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { validateFeed } from '../publish/validate/validate-feed.ts'
import { article, numberOf, publish, storedAs } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const NO_TAGS = { topics: [], doubtful: [], entities: [], places: [] }
const STEPS = ['fired', 'talks', 'returns'] as const
const at = (hours: number) => ({ publishedAt: AFTERNOON - hours * HOUR })

/** A story in three steps, the first one in two languages; and an offer. */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources(CONFIGURATION.sources, AFTERNOON - 48 * HOUR)
  await publish(store, 'harbour-post', [article('fired', { title: 'Director of the port is dismissed', ...at(40) })])
  const { story } = await storedAs(store, 'fired')
  const joins = () => ({ kind: 'joins', story, reasons: [] }) as const
  const french = article('limoge', { title: 'La directrice du port est limogée', language: 'fr', ...at(39) })
  await publish(store, 'marche-libre', [french], { place: joins })
  await publish(store, 'harbour-post', [
    article('talks', { title: 'Port Union asks for talks', ...at(30) }),
    article('returns', { title: 'Dismissed director returns', ...at(2) }),
    article('offer', { title: 'Half price on all deck chairs', ...at(1) }),
  ])
  const stories = await Promise.all(STEPS.map(async (key) => (await storedAs(store, key)).story))
  const states = await store.storyStates(stories.slice(1))
  await store.commit({
    stories: states.map((state, index) => ({ ...state, continues: stories[index]!, affair: story })),
    understood: await Promise.all(
      (
        [
          ['offer', 'deal'],
          ['returns', 'news'],
        ] as const
      ).map(async ([key, kind]: readonly [string, Kind]) => {
        const { id } = await storedAs(store, key)
        return { article: await numberOf(store, id), kind, tags: NO_TAGS }
      }),
    ),
    isPublished: true,
    now: AFTERNOON,
  })
}

let room: Newsroom
const ids = new Map<string, StoryId>()
beforeAll(async () => {
  room = await openNewsroom({ fill })
  for (const key of [...STEPS, 'offer']) ids.set(key, (await storedAs(room.store, key)).story)
})
afterAll(async () => await room.close())

const idOf = (key: string): StoryId => ids.get(key) ?? storyId('snone')
const text = async (path: string): Promise<string> => await (await room.get(path)).text()
const json = async <Body>(path: string): Promise<Body> => (await (await room.get(path)).json()) as Body
type Item = {
  readonly title: string
  readonly content_text: string
  readonly tags?: readonly string[]
  readonly _polywire: object
}
const items = async (path: string): Promise<readonly Item[]> => (await json<{ items: readonly Item[] }>(path)).items
const titled = (all: readonly Item[], title: string): Item | undefined => all.find((item) => item.title.startsWith(title))

describe('the page of a story', () => {
  const sections = (page: string): readonly string[] =>
    /<section class="affair">(.*?)<\/section>/s.exec(page)?.[1]?.match(/<h2>[^<]*|href="[^"]*"|>[^<>]*<\/a>/g) ?? []

  test('names what came before and after it, and leads to the whole affair', async () => {
    expect(sections(await text(`/stories/${idOf('talks')}`))).toEqual([
      '<h2>Continued in',
      `href="/stories/${idOf('returns')}"`,
      '>Dismissed director returns</a>',
      '<h2>Earlier in this affair',
      `href="/stories/${idOf('fired')}"`,
      '>Director of the port is dismissed</a>',
      `href="/search?q=affair:${idOf('fired')}"`,
      '>The whole affair: 3</a>',
    ])
  })

  test('has headlines in the reader’s language, the newest first', async () => {
    const page = await text(`/stories/${idOf('returns')}?ui=fr`)
    expect(sections(page).filter((part) => part.startsWith('>'))).toEqual([
      '>Port Union asks for talks</a>',
      '>La directrice du port est limogée</a>',
      '>Toute l’affaire : 3</a>',
    ])
  })

  test('says nothing of an affair where the story stands alone', async () =>
    expect(await text(`/stories/${idOf('offer')}?ui=en`)).not.toContain('class="affair"'))

  test('labels what is no report, on its page and in lists', async () => {
    expect(await text(`/stories/${idOf('offer')}?ui=en`)).toContain('<span class="kind">Offer</span>')
    expect(await text('/search?q=chairs&ui=de')).toContain('<span class="kind">Angebot</span>')
    expect(await text(`/stories/${idOf('returns')}?ui=en`)).not.toContain('class="kind"')
  })
})

describe('an entry', () => {
  test('names the story that it continues, in the language of the feed', async () => {
    const entry = titled(await items('/feeds/all.json?lang=en,fr'), 'Port Union')
    expect(entry?.content_text).toMatch(
      /^Earlier in this affair: Director of the port is dismissed \(.*UTC\): http.*\/stories\/s/m,
    )
    expect(entry?._polywire).toMatchObject({ continues: idOf('fired') })
    const french = titled(await items('/feeds/all.json?prefer=fr'), 'Port Union')
    expect(french?.content_text).toContain('Plus tôt dans cette affaire : La directrice du port est limogée (')
    for (const format of ['atom', 'rss'])
      expect((await text(`/feeds/all.${format}`)).split('Earlier in this affair: ')).toHaveLength(3)
  })

  test('of an archive document names none, since the document must not change', async () => {
    type Feed = { readonly _polywire: { readonly prev_archive_url: string } }
    const { prev_archive_url: archive } = (await json<Feed>('/feeds/all.json?limit=1'))._polywire
    const { pathname, search } = new URL(archive)
    const archived = await text(`${pathname}${search}`)
    expect(archived).toContain('Port Union asks for talks')
    expect(archived).not.toContain('Earlier in this affair')
  })

  test('has the kind of what is no report as a category', async () => {
    const atom = await text('/feeds/all.atom')
    const kinds = [...atom.matchAll(/<category term="([^"]*)" scheme="[^"]*\/kinds\/" label="([^"]*)"/g)]
    expect(kinds.map(([, term, label]) => [term, label])).toEqual([['deal', 'Offer']])
    const all = await items('/feeds/all.json')
    expect(titled(all, 'Half price')).toMatchObject({ tags: ['Offer', 'deal'], _polywire: { kind: 'deal' } })
    expect(titled(all, 'Dismissed')?._polywire).toMatchObject({ kind: 'news' })
    expect(titled(all, 'Port Union')?._polywire).not.toHaveProperty('kind')
    for (const kind of ['atom', 'rss', 'json'] as const)
      expect(validateFeed(await text(`/feeds/all.${kind}`), kind)).toEqual([])
  })
})

describe('the API', () => {
  type Story = { readonly id: string; readonly affair: unknown }
  test('tells the affair of a story', async () => {
    const affair = { id: idOf('fired'), continues: idOf('talks'), size: 3 }
    expect(await json<Story>(`/api/v1/stories/${idOf('returns')}`)).toMatchObject({ affair })
    const { data } = await json<{ data: readonly Story[] }>('/api/v1/stories')
    expect(data.find(({ id }) => id === idOf('returns'))?.affair).toEqual(affair)
    expect(data.find(({ id }) => id === idOf('offer'))?.affair).toEqual({ id: idOf('offer'), continues: null, size: 1 })
  })

  test.each(['fired', 'talks', 'returns'])('finds the affair by the id of the story “%s”', async (key) => {
    const { data } = await json<{ data: readonly Story[] }>(`/api/v1/stories?q=affair:${idOf(key)}`)
    expect(data.map(({ id }) => id)).toEqual([idOf('returns'), idOf('talks'), idOf('fired')])
  })

  test('tells the kind of an article, and finds by it', async () => {
    type Articles = { data: readonly { readonly title: string; readonly kind: string | null }[] }
    const kinds = async (q: string) => (await json<Articles>(`/api/v1/articles?q=${q}`)).data.map(({ kind }) => kind)
    expect(await kinds('kind:deal,service')).toEqual(['deal'])
    expect(await kinds('-kind:deal')).toEqual(['news', null, null, null])
    const wrong = await room.get('/api/v1/articles?q=kind:offer')
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('column 6: no kind “offer”')])
  })
})
