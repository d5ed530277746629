import { describe, expect, test } from 'vitest'
import { searchText } from '../../src/text/search-words.ts'
import { formsOf } from '../../src/text/word-forms.ts'

const cut = (word: string): string => searchText(word, '').trim()
const isForm = (word: string, other: string, language: string): boolean =>
  formsOf(cut(word), language)?.has(cut(other)) ?? cut(word) === cut(other)

describe('forms of one word', () => {
  test.each([
    ['en', 'minister ministers'],
    ['en', 'policy policies'],
    ['en', 'regulate regulates regulated regulating regulation'],
    ['en', 'tax taxes taxed'],
    ['en', 'authority authorities'],
    ['de', 'Verordnung Verordnungen'],
    ['de', 'Zoll Zölle Zöllen'],
    ['de', 'Haus Häuser Häusern'],
    ['de', 'Land Länder Ländern'],
    ['es', 'ministro ministros ministra'],
    ['es', 'regulación regulaciones'],
    ['es', 'país países'],
    ['fr', 'ministre ministres'],
    ['fr', 'marché marchés'],
    ['fr', 'journal journaux'],
    ['fr', 'loi lois'],
    ['fr', 'douanier douanière douanières'],
    ['pt', 'regulação regulações'],
    ['pt', 'decisão decisões'],
    ['pt', 'digital digitais'],
    ['pt', 'lei leis'],
    ['pt', 'país países'],
    ['ru', 'пошлина пошлины пошлин пошлину пошлинам'],
    ['ru', 'закон закона законов законы'],
    ['hi', 'मंत्री मंत्रियों'],
    ['hi', 'सरकार सरकारें सरकारों'],
    ['id', 'pajak pajaknya perpajakan'],
    ['id', 'larangan melarang dilarang'],
    ['id', 'menteri kementerian'],
    ['ar', 'قانون القانون'],
    ['ar', 'شركة شركات الشركات والشركات'],
    ['ar', 'قرار القرار قرارات بقرار'],
    ['ar', 'حكومة الحكومة حكومات'],
    ['it', 'legge leggi'],
    ['nl', 'wet wetten'],
    ['uk', 'закон закони закону'],
  ])('%s: %s', (language, words) => {
    const all = words.split(' ')
    const missed = all.flatMap((one) => all.filter((other) => !isForm(one, other, language)).map((other) => `${one} ${other}`))
    expect(missed).toEqual([])
  })
})

describe('other words are none', () => {
  test.each([
    ['en', 'news', 'new'],
    ['en', 'author', 'authority'],
    ['en', 'minister', 'mini'],
    ['en', 'tax', 'taxi'],
    ['de', 'Zoll', 'Zöllner'],
    ['ru', 'закон', 'знак'],
    ['ar', 'قانون', 'قرار'],
    ['id', 'pajak', 'pajangan'],
  ])('%s: %s, %s', (language, word, other) => expect(isForm(word, other, language)).toBe(false))
})

test.each([
  ['Chinese has no endings', '法规', 'zh-Hans'],
  ['Japanese neither', 'ニュース', 'ja'],
  ['an unknown language has none that are known', 'ministers', 'und'],
  ['a word of two letters is an abbreviation', 'ai', 'en'],
  ['a word in another script is a name', 'minister', 'ru'],
  ['a word with a digit is a number or a name', '5g2', 'en'],
])('%s', (_, word, language) => expect(formsOf(word, language)).toBeNull())

test('a regional tag has the forms of its language', () => expect(isForm('lei', 'leis', 'pt-BR')).toBe(true))
test('every form begins with one of the prefixes, which the index is asked for', () => {
  const forms = formsOf('pajak', 'id')
  expect(forms?.prefixes).toContain('pajak')
  expect(forms?.prefixes.some((start) => 'perpajakan'.startsWith(start))).toBe(true)
})
