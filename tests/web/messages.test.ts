import { Parser } from 'htmlparser2'
import { IntlMessageFormat } from 'intl-messageformat'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import en from '../../src/web/locales/en.json' with { type: 'json' }
import { INTERFACE_LANGUAGES, MESSAGES, localeFor } from '../../src/web/locale.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const KEYS = Object.keys(en) as (keyof typeof en)[]
const OTHERS = INTERFACE_LANGUAGES.filter((language) => language !== 'en')

type Part = { readonly type: number; readonly value?: string; readonly options?: Readonly<Record<string, { value: Part[] }>> }
/** 1 is an argument, 2 a number, 6 a plural: the types of the parser. */
const PLURAL = 6
const partsOf = (message: string, language: string): readonly Part[] =>
  new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst()

const argumentsOf = (message: string, language: string): readonly string[] =>
  partsOf(message, language)
    .filter(({ type }) => [1, 2, PLURAL].includes(type))
    .map(({ type, value }) => `${type}:${value}`)
    .toSorted()

/** The forms that whole numbers take in a language: six in Arabic, one in Japanese. */
const formsOf = (language: string): readonly string[] => {
  const rules = new Intl.PluralRules(language)
  return [...new Set(Array.from({ length: 1_000 }, (_, count) => rules.select(count)))].toSorted()
}

test('the interface has twelve languages', () => {
  expect(INTERFACE_LANGUAGES.toSorted()).toEqual(
    ['ar', 'de', 'en', 'es', 'fr', 'hi', 'id', 'ja', 'pt', 'ru', 'zh-Hans', 'zh-Hant'].toSorted(),
  )
})

describe.each(OTHERS)('the messages in %s', (language) => {
  const table = MESSAGES[language] ?? en

  test('are those of English, with the same arguments', () => {
    expect(Object.keys(table).toSorted()).toEqual(KEYS.toSorted())
    const differing = KEYS.filter((key) => argumentsOf(table[key], language).join() !== argumentsOf(en[key], 'en').join())
    expect(differing).toEqual([])
  })

  test('have every plural form that the language has', () => {
    const lacking = KEYS.flatMap((key) =>
      partsOf(table[key], language)
        .filter(({ type }) => type === PLURAL)
        .flatMap(({ options = {} }) => formsOf(language).filter((form) => !(form in options)))
        .map((form) => `${key}: ${form}`),
    )
    expect(lacking).toEqual([])
  })

  test('are translated: long ones are never those of English', () => {
    expect(KEYS.filter((key) => en[key].length > 14 && table[key] === en[key])).toEqual([])
  })
})

test('Arabic and Russian count in their own forms', () => {
  const arabic = localeFor('ar', undefined)
  const count = (count: number): string => arabic.message('topics.count', { count })
  expect([0, 1, 2, 3, 11, 100].map(count)).toEqual([
    'لا مقالات خلال 30 يومًا',
    'مقال واحد خلال 30 يومًا',
    'مقالان خلال 30 يومًا',
    '3 مقالات خلال 30 يومًا',
    '11 مقالًا خلال 30 يومًا',
    '100 مقال خلال 30 يومًا',
  ])
  const russian = localeFor('ru', undefined)
  expect([1, 2, 5, 21].map((count) => russian.message('topics.count', { count }))).toEqual([
    '1 статья за 30 дней',
    '2 статьи за 30 дней',
    '5 статей за 30 дней',
    '21 статья за 30 дней',
  ])
})

test('numbers and dates are written as the language writes them', () => {
  expect(localeFor('de', undefined).number(12_345)).toBe('12.345')
  expect(localeFor('hi', undefined).number(1_234_567)).toBe('12,34,567')
  expect(localeFor('zh-Hant', undefined).day(AFTERNOON)).toBe('2026年11月24日')
  expect(localeFor('ru', undefined).day(AFTERNOON)).toBe('24 ноября 2026 г.')
})

test('a date has its year, unless that is this year', () => {
  const before = Date.UTC(2025, 10, 24, 16, 5)
  const english = localeFor('en', undefined, AFTERNOON)
  expect([english.moment(AFTERNOON), english.shortDay(AFTERNOON)]).toEqual(['24 Nov, 16:20 UTC', '24 Nov'])
  expect([english.moment(before), english.shortDay(before)]).toEqual(['24 Nov 2025, 16:05 UTC', '24 Nov 2025'])
  for (const language of INTERFACE_LANGUAGES) {
    const locale = localeFor(language, undefined, AFTERNOON)
    expect([language, locale.moment(before)]).toEqual([language, expect.stringMatching(/2025.*16[:.]05|16[:.]05.*2025/)])
    expect([language, locale.moment(AFTERNOON)]).toEqual([language, expect.stringMatching(/^(?!.*2026).*UTC/)])
  }
})

test('a reader is shown the language of the page first, then those that the browser asks for, then English', () => {
  expect(localeFor('fr', 'sw, zh-TW;q=0.9, pt-BR;q=0.5').readable).toEqual(['fr', 'sw', 'zh-Hant', 'zh', 'pt', 'en'])
  expect(localeFor(null, 'ko, de;q=0.9').readable).toEqual(['de', 'ko', 'en'])
})

test.each([
  ['zh-CN', 'zh-Hans'],
  ['zh-TW,en;q=0.5', 'zh-Hant'],
  ['pt-BR', 'pt'],
  ['tlh, ar-EG;q=0.9, en;q=0.8', 'ar'],
  ['ko', 'en'],
])('a browser that asks for %s gets %s', (header, language) => {
  expect(localeFor(null, header).language).toBe(language)
})

test('a label that Traditional Chinese lacks is shown in Simplified, not in English', () => {
  expect(localeFor('zh-Hant', undefined).label({ en: 'Trade', 'zh-Hans': '贸易' })).toBe('贸易')
  expect(localeFor('zh-Hant', undefined).label({ en: 'Trade', 'zh-Hans': '贸易', 'zh-Hant': '貿易' })).toBe('貿易')
})

/** What the page itself says: text that is not marked as being in another language. */
const ownTexts = (page: string, language: string): readonly string[] => {
  const texts: string[] = []
  const open: { readonly name: string; readonly own: boolean }[] = []
  const void_ = new Set(['meta', 'link', 'input'])
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const marked = attributes['lang'] ?? (attributes['dir'] === 'auto' ? 'und' : undefined)
        const own = marked === undefined ? (open.at(-1)?.own ?? true) : marked === language
        if (!void_.has(name)) open.push({ name, own })
        if (own) for (const spoken of ['title', 'aria-label', 'placeholder']) texts.push(attributes[spoken] ?? '')
      },
      ontext: (text) => void (open.at(-1)?.own === true && texts.push(text.trim())),
      onclosetag: (name) => void (!void_.has(name) && open.pop()),
    },
    { decodeEntities: true },
  )
  parser.end(page)
  return texts.filter((text) => text !== '')
}

describe('pages in every language', () => {
  let room: Newsroom
  let story: string
  beforeAll(async () => {
    room = await openNewsroom()
    const list = (await (await room.get('/api/v1/stories?q=parcels')).json()) as { data: { id: string }[] }
    story = list.data[0]?.id ?? ''
  })
  afterAll(async () => await room.close())

  const paths = () => [
    '/',
    '/topics',
    '/topics/trade',
    '/entities',
    '/entities/port-union',
    '/entities/port-onion',
    '/places',
    '/places/KE',
    '/places/KR',
    `/stories/${story}`,
    '/search',
    '/search?q=parcels',
    '/search?q=topic:tarde',
    '/search?q=nothingatall',
    '/feeds',
    '/feeds?feed=parcels&q=parcels',
    '/feeds?q=(',
    '/feeds?limit=0',
    '/sources',
    '/coverage',
    '/about',
    '/rights',
    '/about/topics',
    '/days/2026-11-24',
    '/days/2026-11',
    '/days/2026-12-01',
    '/days/2026-13-01',
    `/stories/${story}?lang=fr`,
    '/nowhere',
    '/topics/tarde',
    '/stories/snothing',
    '/feeds/nothing.atom',
    '/feeds/all.txt',
    '/search?q=parcels&before=x',
  ]

  test.each(OTHERS)('in %s say nothing in English, and say what language they are in', async (language) => {
    const own = new Set(Object.values(MESSAGES[language] ?? {}))
    const english = Object.values(en).filter((text) => !own.has(text) && !text.includes('{'))
    for (const path of paths()) {
      const address = `${path}${path.includes('?') ? '&' : '?'}ui=${language}`
      const page = await (await room.get(address, { accept: 'text/html' })).text()
      const texts = ownTexts(page, language)
      const left = english.filter((text) => texts.some((shown) => shown === text || (text.length > 20 && shown.includes(text))))
      expect({ path, left }).toEqual({ path, left: [] })
      expect(page).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
    }
  })

  test.each([
    ['topic:tarde', 'Le nom « tarde » est inconnu. Vouliez-vous dire trade ?'],
    ['(parcels', 'Il manque la parenthèse correspondante.'],
    ['lang:', 'Il manque une valeur après « lang: ».'],
    ['after:someday', '« someday » n’est pas une date.'],
    ['topic:(a b)', '« topic: » n’accepte que des noms complets'],
    ['“open', 'Le guillemet ouvert ici n’est jamais fermé.'],
    ['/(/', 'Cette expression régulière est incorrecte ou n’est pas prise en charge.'],
    ['parcels OR', 'Il manque ici un mot ou un filtre.'],
    ['a - b', 'Écrivez « - » juste devant le mot à exclure : -mot.'],
    ['m*t', 'Le « * » n’est permis qu’à la fin d’un mot.'],
    ['…', '« … » ne contient ni lettre ni chiffre à chercher.'],
    ['('.repeat(60) + 'a', 'Le filtre est trop long ou trop imbriqué.'],
  ])('say in that language what is wrong with the filter %s, on search and beside the feed builder', async (q, sentence) => {
    for (const path of ['/search', '/feeds']) {
      const page = await (await room.get(`${path}?ui=fr&q=${encodeURIComponent(q)}`)).text()
      expect(page.replaceAll(/\s/g, ' ')).toContain(sentence)
    }
  })

  test('lead to the other languages of the same page', async () => {
    const page = await (await room.get('/search?q=parcels', { 'accept-language': 'fr' })).text()
    expect(page).toContain('href="/search?q=parcels&amp;ui=ar"')
    expect(page).toContain('>Français</a>')
    expect(page).toContain('>العربية</a>')
  })

  test('describe the failure of a source in the language of the page, and its technical detail in English', async () => {
    const { poll } = await import('../store/samples.ts')
    const { sourceId } = await import('../../src/model/ids.ts')
    const failed = poll('sahifa', {
      failures: 2,
      failure: { kind: 'unreachable', detail: 'ECONNREFUSED' },
      okAt: null,
    })
    await room.store.recordPoll(sourceId('sahifa'), failed)
    const page = await (await room.get('/sources?ui=fr')).text()
    expect(page).toContain('Connexion impossible.')
    expect(page).toContain('<span lang="en" dir="ltr">(ECONNREFUSED)</span>')
    expect(page).toContain('2 échecs de suite')
    await room.store.recordPoll(sourceId('sahifa'), { ...failed, failure: { kind: 'no-items', detail: 'elements «news»' } })
    const other = await (await room.get('/sources?ui=de')).text()
    expect(other).toContain('Der Feed ist nicht leer, doch es wurden keine Einträge darin gefunden.')
    expect(other).toContain('<span lang="en" dir="ltr">(elements «news»)</span>')
  })

  test('show the names of topics in that language as far as the configuration has them', async () => {
    const topics = CONFIGURATION.taxonomy.topics.map((topic) =>
      topic.id === 'cables' ? { ...topic, label: { en: 'Cables', ru: 'Кабели' } } : topic,
    )
    room.setConfiguration({ ...CONFIGURATION, taxonomy: { ...CONFIGURATION.taxonomy, topics } })
    expect(await (await room.get('/topics?ui=ru')).text()).toContain('>Кабели</a>')
    expect(await (await room.get('/feeds/all.atom?lang=ru,en')).text()).toContain('label="Кабели"')
    expect(await (await room.get('/feeds/all.atom?lang=en')).text()).toContain('label="Cables"')
    room.setConfiguration(CONFIGURATION)
  })
})

describe('behind a public address with a path', () => {
  let room: Newsroom
  beforeAll(async () => void (room = await openNewsroom({ publicUrl: 'https://news.example/wire' })))
  afterAll(async () => await room.close())

  test('every address within a page begins with that path', async () => {
    for (const path of [
      '/',
      '/topics/trade',
      '/search?q=parcels',
      '/feeds?feed=parcels&q=x',
      '/sources',
      '/coverage',
      '/about',
      '/nowhere',
    ]) {
      const page = await (await room.get(path)).text()
      const addresses = [...page.matchAll(/(?:href|action|src)="(\/[^"]*)"/g)].map(([, address = '']) => address)
      expect(addresses.length).toBeGreaterThan(10)
      expect({ path, wrong: addresses.filter((address) => !/^\/wire(?:[/?#]|$)/.test(address)) }).toEqual({ path, wrong: [] })
    }
  })

  test('requests are understood whether or not the proxy takes the path off', async () => {
    for (const path of ['/about', '/wire/about', '/wire', '/feeds/all.atom', '/wire/feeds/all.atom', '/wire/feeds/all.atom'])
      expect({ path, status: (await room.get(path)).status }).toEqual({ path, status: 200 })
    expect((await room.get('/wired')).status).toBe(404)
  })

  test('redirects stay below it', async () => {
    expect((await room.get('/topics/')).headers.get('location')).toBe('/wire/topics')
    expect((await room.get('/places/')).headers.get('location')).toBe('/wire/places')
  })

  test('feeds name themselves by it', async () => {
    expect(await (await room.get('/feeds/all.atom')).text()).toContain('href="https://news.example/wire/feeds/all.atom"')
  })
})
