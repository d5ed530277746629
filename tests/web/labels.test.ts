import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '../../src/model/configuration.ts'
import type { Label } from '../../src/model/taxonomy.ts'
import en from '../../src/web/locales/en.json' with { type: 'json' }
import { INTERFACE_LANGUAGES, localeFor } from '../../src/web/locale.ts'
import { shippedConfiguration } from '../shipped-configuration.ts'
import { openPresented } from '../browser/presented.ts'
import type { Newsroom } from './newsroom.ts'

let configuration: Configuration
let room: Newsroom
beforeAll(async () => {
  configuration = await shippedConfiguration()
  room = await openPresented()
})
afterAll(async () => await room.close())

const lacking = (named: readonly { readonly id: string; readonly label: Label }[]): readonly string[] =>
  named.flatMap(({ id, label }) =>
    INTERFACE_LANGUAGES.filter((language) => label[language] === undefined).map((language) => `${id} ${language}`),
  )

test('every topic, feed and place of this configuration has a name in every language of the interface', () => {
  expect(lacking(configuration.taxonomy.topics)).toEqual([])
  expect(lacking(configuration.taxonomy.places)).toEqual([])
  expect(lacking(configuration.feeds.map(({ id, title }) => ({ id, label: title })))).toEqual([])
})

test('no place is shown by its code', () => {
  const { places } = configuration.taxonomy
  expect(places.filter(({ id, label }) => label.en === id && id.includes('-')).map(({ id }) => id)).toEqual([])
})

test('every kind of organisation has a word', () => {
  const kinds = new Set(configuration.taxonomy.entities.map(({ kind }) => kind))
  expect([...kinds].filter((kind) => !(`kind.${kind}` in en))).toEqual([])
})

test('names on their own begin with a capital, unless they are brands written otherwise', () => {
  const french = localeFor('fr', undefined)
  expect(french.label({ en: 'Data', fr: 'données' })).toBe('Données')
  expect(french.label({ en: 'eBay' })).toBe('eBay')
  expect(localeFor('ar', undefined).label({ en: 'Data', ar: 'بيانات' })).toBe('بيانات')
})

describe.each(INTERFACE_LANGUAGES.filter((language) => language !== 'en'))('in %s', (language) => {
  const marked = async (path: string): Promise<readonly string[]> => {
    const page = await (await room.get(`${path}${path.includes('?') ? '&' : '?'}ui=${language}`)).text()
    return [...page.matchAll(/<span lang="en" dir="ltr">([^<]+)/g)].map(([, text = '']) => text)
  }

  test.each(['/topics', '/feeds', '/feeds?topic=ig.cables', '/about/topics', '/places'])(
    '%s shows no name in English',
    async (path) => {
      expect(await marked(path)).toEqual([])
    },
  )

  test('a name that exists only in English is marked as English', async () => {
    const known = configuration.taxonomy.entities.find(({ label }) => Object.keys(label).join() === 'en')
    const page = await (await room.get(`/entities/${known?.id}?ui=${language}`)).text()
    expect(page).toMatch(/<h1><span lang="en" dir="ltr">[^<]+<\/span><\/h1>/)
  })
})

test('a reader without articles in their own language gets English before others', () => {
  expect(localeFor('zh-Hant', undefined).readable).toEqual(['zh-Hant', 'zh', 'en'])
  expect(localeFor('ru', undefined).readable).toEqual(['ru', 'en'])
})
