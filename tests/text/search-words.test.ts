import { describe, expect, test } from 'vitest'
import { searchPhrase, searchQuery, searchText } from '../../src/text/search-words.ts'

describe('text is cut into search words', () => {
  test.each([
    ['capitals, accents and punctuation do not count', 'Élections: l’UE (2026)!', 'elections l ue 2026'],
    ['stroked letters are written on plain keyboards too', 'Łódź Øresund Đà Nẵng', 'lodz oresund da nang'],
    ['Turkish dotted and dotless i are one letter', 'İNTERNET ısı', 'internet isi'],
    ['Cyrillic й stays a letter of its own', 'Ёлка и йод', 'елка и йод'],
    ['Chinese gives overlapping pairs and the last character', '跨境电商', '跨境 境电 电商 商'],
    ['traditional Chinese is found by simplified', '電商', '电商 商'],
    ['a line break inside Chinese does not cut a word', '跨境\n电商', '跨境 境电 电商 商'],
    ['punctuation does', '跨境，电商', '跨境 境 电商 商'],
    ['Latin words inside Chinese stand alone', '用AI写', '用 ai 写'],
    ['a Korean noun is found with its particle', '거래를', '거래 래를 를'],
    ['Hindi vowel signs belong to the word', 'हिन्दी में', 'हिन्दी मे\u0902'],
    ['Arabic articles and clitics are left out', 'والتجارة بالإنترنت', 'تجاره انترنت'],
    ['rare characters beyond U+FFFF stay whole', '𠮷野', '𠮷野 野'],
    ['emoji are no words', 'a 😀 b', 'a b'],
  ])('%s', (_, title, words) => expect(searchText(title, '')).toBe(`${words}\n`))

  test('title and text are kept apart by a line feed', () =>
    expect(searchText('One two', 'Three\nfour')).toBe('one two\nthree four'))
  test('at most 4,000 characters of the text are indexed', () =>
    expect(searchText('', 'word '.repeat(5_000)).length).toBeLessThanOrEqual(4_001))
  test('the words survive a tokeniser that splits at ASCII punctuation', () =>
    expect(searchText('a"b*c:d^e{f}', '').replaceAll(/[^ -~\n]/g, '')).toMatch(/^[a-z0-9 ]*\n$/))
})

const queryOf = (phrase: string, options?: { readonly prefix?: boolean }, forms: readonly string[] = []): string | null => {
  const found = searchPhrase(phrase, options)
  return found === null ? null : searchQuery(found, forms)
}

describe('a phrase is asked for as it was cut', () => {
  test.each([
    ['Cross-border', {}, '"cross border"'],
    ['market', { prefix: true }, '"market" *'],
    ['跨境电商', {}, '"跨境 境电 电商"'],
    ['电', {}, '"电" *'],
    ['AI 电', {}, '"ai 电" *'],
    ['电商AI', {}, '"电商 商 ai"'],
    ['电电', {}, '"电电"'],
  ])('%s %o is %s', (phrase, options, query) => expect(queryOf(phrase, options)).toBe(query))

  test('nothing to search for is said, not guessed', () => expect(queryOf('«—» 😀')).toBeNull())
  test('no phrase can leave its quotation marks', () => expect(queryOf('a" OR title:"b')).toBe('"a or title b"'))

  test('its last word may stand in other forms', () =>
    expect(queryOf('cross-border tax', {}, ['tax', 'taxes'])).toBe('("cross border tax" OR "cross border taxes")'))
})
