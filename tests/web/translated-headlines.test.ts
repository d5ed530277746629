/** Machine translations as readers meet them: on pages, in feeds, in the API; and nothing of them where the operator has none made. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration, TranslationSettings } from '../../src/model/configuration.ts'
import { feedId } from '../../src/model/ids.ts'
import { translationKey } from '../../src/model/translation.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { validateFeed } from '../publish/validate/validate-feed.ts'
import { warnFeed } from '../publish/validate/warn-feed.ts'
import { article, EVERYTHING, publish } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const settings: TranslationSettings = {
  kind: 'libretranslate',
  url: 'http://127.0.0.1:9/translate',
  key: null,
  model: '',
  to: ['en', 'fr'],
  excerpts: false,
  timeoutMs: 1_000,
  filter: 'everything',
  perDay: 1_000_000,
  perMinute: 60,
  secrets: new Map(),
}
const [parcels] = CONFIGURATION.feeds
const withTranslation: Configuration = {
  ...CONFIGURATION,
  service: { ...CONFIGURATION.service, translation: settings },
  feeds: parcels === undefined ? [] : [parcels, { ...parcels, id: feedId('translated'), translate: 'en' }],
}
const HEADLINE = '小额包裹将被征税'
const fill = async (store: Store): Promise<void> => {
  await store.syncSources(CONFIGURATION.sources, AFTERNOON - 48 * HOUR)
  const report = { topics: ['trade.parcels'], title: HEADLINE, language: 'zh-Hans', publishedAt: AFTERNOON - HOUR }
  await publish(store, 'gangkou', [article('p1', report)], { now: AFTERNOON - HOUR })
}
const ENGLISH = 'Small parcels <b>to be</b> taxed'
const TRANSLATIONS = [
  { key: translationKey(HEADLINE, 'en'), text: ENGLISH, reason: null },
  { key: translationKey(HEADLINE, 'fr'), text: 'Les petits colis seront taxés', reason: null },
]

let room: Newsroom
let off: Newsroom
let story: string
const text = async (path: string, language = 'en', from = room): Promise<string> =>
  await (await from.get(path, { 'accept-language': language })).text()
beforeAll(async () => {
  room = await openNewsroom({ configuration: withTranslation, fill })
  off = await openNewsroom({ fill, publicUrl: 'https://news.example' })
  const [match] = (await room.store.stories({ filter: EVERYTHING, limit: 1, before: null })).rows
  story = match?.story.id ?? ''
})
afterAll(async () => {
  await room.close()
  await off.close()
})

test('until it is there, the original stands alone; then it shows at once, without a restart', async () => {
  const before = await text('/feeds/translated.atom')
  expect(await text(`/stories/${story}`)).not.toContain('machine translation')
  expect(before).not.toContain('machine')
  await room.store.translations.keepTranslations(TRANSLATIONS, AFTERNOON)
  await off.store.translations.keepTranslations(TRANSLATIONS, AFTERNOON)
  expect(await text(`/stories/${story}`)).toContain('machine translation')
  expect(await text('/feeds/translated.atom')).toContain('machine translation')
})

describe('on pages', () => {
  test.each([
    ['the story’s page', () => `/stories/${story}`],
    ['a list', () => '/search?q=topic:trade.parcels'],
    ['the front page', () => '/'],
  ])('%s has the original first, and the translation beneath, as text', async (_, path) => {
    const page = await text(path())
    expect(page).toMatch(
      /小额包裹将被征税[\s\S]*<p class="translation"><span lang="en" dir="ltr">Small parcels &lt;b&gt;to be&lt;\/b&gt; taxed<\/span> <small>machine translation<\/small>/,
    )
    expect(page).not.toContain('<b>to be')
  })
  test('in the reader’s language and words', async () => {
    const page = await text(`/stories/${story}`, 'fr')
    expect(page).toContain(
      '<span lang="fr" dir="ltr">Les petits colis seront taxés</span> <small>traduction automatique</small>',
    )
    expect(page).not.toContain('to be')
  })
  test('not for who reads the original, or a language that nothing is translated into', async () => {
    expect(await text(`/stories/${story}`, 'zh-Hans')).not.toContain('class="translation"')
    expect(await text(`/stories/${story}`, 'en;q=0.5, zh-Hans;q=0.4')).not.toContain('class="translation"')
    expect(await text(`/stories/${story}`, 'de')).not.toContain('class="translation"')
  })
})

describe('in feeds', () => {
  test.each(['/feeds/parcels.atom?translate=en', '/feeds/translated.atom'])(
    '%s keeps the title, and marks the entry',
    async (path) => {
      const atom = await text(path)
      expect(atom).toContain(`>${HEADLINE}</title>`)
      expect(atom).toMatch(/<category term="machine-translation" scheme="[^"]+\/translations\/" label="machine translation"\/>/)
      expect(atom).toContain(
        '<content type="html"><![CDATA[<p lang="en" dir="ltr"><span lang="en" dir="ltr">Small parcels &lt;b&gt;to be&lt;/b&gt; taxed</span> (machine translation)</p>',
      )
    },
  )
  test('RSS and JSON Feed have it too', async () => {
    expect(await text('/feeds/parcels.rss?translate=fr')).toContain('Les petits colis seront taxés')
    const feed = JSON.parse(await text('/feeds/parcels.json?translate=fr')) as { readonly items: readonly object[] }
    expect(feed.items).toMatchObject([{ title: HEADLINE, tags: expect.arrayContaining(['machine-translation']) }])
    expect(JSON.stringify(feed)).toContain('Les petits colis seront taxés')
  })
  test.each(['atom', 'rss', 'json'] as const)('%s is valid with it', async (kind) => {
    const path = `/feeds/parcels.${kind}?translate=en`
    const document = await text(path)
    expect(document).toContain('machine-translation')
    expect([...validateFeed(document, kind), ...warnFeed(document, kind, room.url + path)]).toEqual([])
  })
  test('not without asking for it; a language that is not offered is refused by name', async () => {
    expect(await text('/feeds/parcels.atom')).not.toContain('machine-translation')
    const refused = await room.get('/feeds/parcels.atom?translate=de', { accept: 'application/problem+json' })
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { parameter: 'translate', detail: expect.stringContaining('en, fr') },
    ])
  })
})

test('in the API it stands beside the title, into the first wished language that has one', async () => {
  const of = async (query: string) => JSON.parse(await text(`/api/v1/stories/${story}${query}`)) as object
  const translation = { language: 'fr', headline: 'Les petits colis seront taxés', machine: true }
  expect(await of('?lang=de,fr')).toMatchObject({ title: HEADLINE, language: 'zh-Hans', translation })
  expect(await of('')).toMatchObject({ translation: { language: 'en', headline: ENGLISH, machine: true } })
  expect(await of('?lang=zh-Hans,en')).toMatchObject({ translation: null })
})

test('where nothing is translated, all is as if there were none, whatever the store has', async () => {
  const plain = await openNewsroom({ fill, publicUrl: 'https://news.example' })
  await plain.store.translations.keepTranslations([{ key: 'of-another', text: 'Another', reason: null }], AFTERNOON)
  for (const path of [
    `/stories/${story}`,
    '/',
    `/api/v1/stories/${story}`,
    '/feeds/parcels.atom',
    '/feeds/parcels.json?translate=en',
  ]) {
    const [one, other] = [await text(path, 'en', off), await text(path, 'en', plain)]
    expect([path, one]).toEqual([path, other])
    expect(one).not.toContain('ranslation')
  }
  await plain.close()
})
