import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../../src/publish/filter/parse-filter.ts'
import { FOR_READERS } from '../../../src/publish/filter/tokens.ts'
import { NOW, vocabulary } from './vocabulary.ts'

const read = (text: string) => {
  const result = parseFilter(text, vocabulary)
  return result.ok ? result.filter : `column ${result.column}: ${result.message}`
}
const word = (text: string, more: object = {}) => ({ kind: 'text', text, in: 'anywhere', prefix: false, forms: true, ...more })
/** Quoted, or left open: it stands for no other forms. */
const phraseOf = (text: string, more: object = {}) => word(text, { forms: false, ...more })
const DAY = 86_400_000

describe('words', () => {
  test('an empty filter matches everything', () => {
    expect(read('')).toEqual({ kind: 'everything' })
    expect(read(' \u3000\n')).toEqual({ kind: 'everything' })
  })

  test('all words must be there', () => {
    expect(read('temu fine')).toEqual({ kind: 'and', of: [word('temu'), word('fine')] })
    expect(read('temu AND fine')).toEqual(read('temu fine'))
  })

  test('a phrase in the quotes of any keyboard is one text', () => {
    for (const phrase of [
      '"data act"',
      '“data act”',
      '„data act“',
      '«data act»',
      '「data act」',
      '＂data act＂',
      '"data act”',
      '»data act«',
    ]) {
      expect(read(phrase)).toEqual(phraseOf('data act'))
    }
  })

  test('a backslash escapes a quote in a phrase', () =>
    expect(read(String.raw`"the \"cloud\" act"`)).toEqual(phraseOf('the "cloud" act')))

  test('a quote inside a word belongs to the word', () => expect(read('ארה"ב')).toEqual(word('ארה"ב')))

  test('full-width signs are read as their ASCII forms', () => {
    expect(read('topic：ec.consumer　（temu　OR　shein）')).toEqual(read('topic:ec.consumer (temu OR shein)'))
    expect(read('ｔｏｐｉｃ：ｉｇ.ｄｎｓ')).toEqual(read('topic:ig.dns'))
    expect(read('－temu')).toEqual(read('-temu'))
    expect(read('temu，shein、wish')).toEqual(read('temu,shein,wish'))
  })

  test('a star makes a word a prefix', () => {
    expect(read('market*')).toEqual(phraseOf('market', { prefix: true }))
    expect(read('"digital serv"*')).toEqual(phraseOf('digital serv', { prefix: true }))
    expect(read('"5*"')).toEqual(phraseOf('5*'))
    expect(read('mar*ket')).toMatch(/^column 4: a \* is allowed only at the end of a word/)
  })

  test('a comma means any of', () => {
    expect(read('temu,"shein inc"')).toEqual({ kind: 'or', of: [word('temu'), phraseOf('shein inc')] })
    expect(read('temu, shein')).toEqual({ kind: 'or', of: [word('temu'), word('shein')] })
  })

  test('a comma between digits belongs to the number, one at the end of a word to nothing', () => {
    expect(read('10,000')).toEqual(word('10,000'))
    expect(read('Temu,')).toEqual(word('Temu'))
  })

  test('what is nearly the name of a field is not taken for a word', () => {
    const mistake = { ok: false, column: 3, kind: 'unknown', about: { name: 'topics:', meant: 'topic:' } }
    expect(parseFilter('a topics:ec.consumer', vocabulary)).toMatchObject(mistake)
    expect(parseFilter('language:ru', vocabulary)).toMatchObject({ message: expect.stringContaining('Did you mean lang:?') })
    expect(read('Places: Kenya')).toMatchObject({ kind: 'and' })
    expect(read('"topics:ec"')).toEqual(phraseOf('topics:ec'))
  })

  test.each([
    ['topc', 'topic'],
    ['enity', 'entity'],
    ['titel', 'title'],
    ['sourec', 'source'],
  ])('a field with a slip, %s:, is a mistake that names %s:', (slip, meant) => {
    expect(parseFilter(`${slip}:dns`, vocabulary)).toMatchObject({ ok: false, about: { meant: `${meant}:` } })
    expect(read('long:dns')).toEqual(word('long:dns'))
  })

  test('a word with a colon that names no field is text', () => {
    expect(read('http://example.org/a')).toEqual(word('http://example.org/a'))
    expect(read('10:30')).toEqual(word('10:30'))
    expect(read('re:Invent')).toEqual(word('re:Invent'))
  })

  test('small or, and, not are words', () =>
    expect(read('or and not')).toEqual({ kind: 'and', of: [word('or'), word('and'), word('not')] }))

  test('direction marks around words are ignored', () => expect(read('\u200F"אב"\u200E \uFEFFtemu')).toEqual(read('"אב" temu')))

  test('a term without a letter or digit is rejected', () => {
    expect(read('temu &')).toMatch(/^column 6: “&” contains no letter or digit/)
    expect(read('""')).toMatch(/^column 1: /)
    expect(read('*')).toMatch(/^column 1: /)
    expect(read(', ,')).toMatch(/^column 1: /)
  })
})

describe('joining', () => {
  test('juxtaposition binds closer than OR', () => {
    expect(read('a b OR c')).toEqual({ kind: 'or', of: [{ kind: 'and', of: [word('a'), word('b')] }, word('c')] })
    expect(read('a (b OR c)')).toEqual({ kind: 'and', of: [word('a'), { kind: 'or', of: [word('b'), word('c')] }] })
  })

  test('a minus and NOT exclude a word, a phrase, a field, a group', () => {
    expect(read('-temu')).toEqual({ kind: 'not', of: word('temu') })
    expect(read('NOT temu')).toEqual(read('-temu'))
    expect(read('-"data act"')).toEqual({ kind: 'not', of: phraseOf('data act') })
    expect(read('-(a OR b)')).toEqual({ kind: 'not', of: read('a OR b') })
    expect(read('-source:pr-wire')).toEqual({ kind: 'not', of: { kind: 'source', anyOf: ['pr-wire'] } })
    expect(read('x -y')).toEqual({ kind: 'and', of: [word('x'), { kind: 'not', of: word('y') }] })
  })

  test('a hyphen inside a word is part of it', () => expect(read('cross-border')).toEqual(word('cross-border')))

  test('a loose minus is rejected', () => expect(read('a - b')).toMatch(/^column 3: a “-” must stand directly before the word/))

  test('nested groups of one kind are one list', () => expect(read('a (b (c d))')).toEqual(read('a b c d')))

  test.each([
    ['OR temu', 1, 'before OR'],
    ['temu OR', 8, 'missing at the end'],
    ['temu AND', 9, 'missing at the end'],
    ['()', 2, 'before this “)”'],
    ['a (b', 3, 'never closed'],
    ['a) b', 2, 'is unmatched'],
    ['a "b', 3, 'never closed'],
    ['NOT', 4, 'missing at the end'],
  ])('%s is refused at column %i', (text, column, message) => {
    const result = read(text)
    expect(result).toContain(`column ${column}: `)
    expect(result).toContain(message)
  })
})

describe('fields', () => {
  test('a topic matches itself and all narrower topics', () => {
    expect(read('topic:ec.cross-border')).toEqual({ kind: 'topic', anyOf: ['ec.cross-border', 'ec.cross-border.duty'] })
    expect(read('topic:e-commerce')).toEqual({
      kind: 'topic',
      anyOf: ['e-commerce', 'ec.cross-border', 'ec.cross-border.duty', 'ec.consumer'],
    })
  })

  test('a place matches everything within it', () =>
    expect(read('place:cn')).toEqual({ kind: 'place', anyOf: ['CN', 'CN-GD', 'CN-GD-shenzhen'] }))

  test('a region matches its countries and everything within them', () =>
    expect(read('place:brics')).toEqual({ kind: 'place', anyOf: ['BRICS', 'RU', 'CN', 'CN-GD', 'CN-GD-shenzhen'] }))

  test('names are the same in any case', () => {
    expect(read('TOPIC:EC.Consumer')).toEqual(read('topic:ec.consumer'))
    expect(read('place:cn-gd-SHENZHEN')).toEqual({ kind: 'place', anyOf: ['CN-GD-shenzhen'] })
    expect(read('lang:ZH-hans')).toEqual({ kind: 'language', anyOf: ['zh-Hans'] })
    expect(read('country:nl')).toEqual({ kind: 'country', anyOf: ['NL'] })
  })

  test('a comma lists values, quoted or not, with or without blanks', () => {
    expect(read('source:ripe-labs,"lenta"')).toEqual({ kind: 'source', anyOf: ['ripe-labs', 'lenta'] })
    expect(read('lang: ru , zh, ru')).toEqual({ kind: 'language', anyOf: ['ru', 'zh'] })
    expect(read('topic:ec.consumer,e-commerce,ec.consumer')).toEqual({
      kind: 'topic',
      anyOf: ['ec.consumer', 'e-commerce', 'ec.cross-border', 'ec.cross-border.duty'],
    })
  })

  test('languages are known with their regions and old spellings', () => {
    expect(read('lang:zh-TW,zh_CN,pt-BR,sr-Latn,und')).toEqual({
      kind: 'language',
      anyOf: ['zh-Hant', 'zh-Hans', 'pt', 'sr-Latn', 'und'],
    })
    expect(read('lang:iw')).toEqual({ kind: 'language', anyOf: ['he'] })
  })

  test('kinds, and affairs by the id of any of their stories', () => {
    expect(read('kind:Deal,digest')).toEqual({ kind: 'kind', anyOf: ['deal', 'digest'] })
    expect(read('-kind:deal')).toEqual({ kind: 'not', of: { kind: 'kind', anyOf: ['deal'] } })
    expect(read('missing:en,fr')).toEqual({ kind: 'missing', anyOf: ['en', 'fr'] })
    expect(read('origins:>2')).toEqual({ kind: 'origins', least: 3, most: null })
    expect(read('origins:≥2')).toEqual({ kind: 'origins', least: 2, most: null })
    expect(read('origins：＜3')).toEqual({ kind: 'origins', least: 0, most: 2 })
    expect(read('origins:4')).toEqual({ kind: 'origins', least: 4, most: 4 })
    expect(read('affair:s2252q6080fhpew5d1,s9')).toEqual({ kind: 'affair', anyOf: ['s2252q6080fhpew5d1', 's9'] })
  })

  test('changed: takes a time as after: does, or yes', () => {
    expect(read('changed:yes')).toEqual({ kind: 'changed', at: 0 })
    expect(read('changed:2026-11-24')).toEqual({ kind: 'changed', at: Date.UTC(2026, 10, 24) })
    expect(parseFilter('changed:no', vocabulary)).toMatchObject({ ok: false, column: 9, kind: 'date' })
  })

  test('uk is Great Britain as a country', () => expect(read('country:uk')).toEqual({ kind: 'country', anyOf: ['GB'] }))

  test('title: looks in titles only', () => {
    expect(read('title:"data act"')).toEqual(phraseOf('data act', { in: 'title' }))
    expect(read('title:tax,dut*')).toEqual({
      kind: 'or',
      of: [word('tax', { in: 'title' }), phraseOf('dut', { in: 'title', prefix: true })],
    })
  })

  test('dates are points in time', () => {
    expect(read('after:2026-11-24')).toEqual({ kind: 'after', at: Date.parse('2026-11-24T00:00:00Z') })
    expect(read('before:2026-11')).toEqual({ kind: 'before', at: Date.parse('2026-11-01T00:00:00Z') })
    expect(read('before:2026')).toEqual({ kind: 'before', at: Date.parse('2026-01-01T00:00:00Z') })
    expect(read('after:2026-11-24T10:00+03:00')).toEqual({ kind: 'after', at: Date.parse('2026-11-24T07:00:00Z') })
    expect(read('after:2026-11-24t10:00:30z')).toEqual({ kind: 'after', at: Date.parse('2026-11-24T10:00:30Z') })
    expect(read('after:7d')).toEqual({ kind: 'after', at: NOW - 7 * DAY })
    expect(read('after:36h before:1W')).toEqual({
      kind: 'and',
      of: [
        { kind: 'after', at: NOW - 1.5 * DAY },
        { kind: 'before', at: NOW - 7 * DAY },
      ],
    })
  })

  test.each([
    ['after:2026-02-30', 7, 'is not a date'],
    ['after:yesterday', 7, 'is not a date'],
    ['after:7d,8d', 10, 'one date'],
    ['topic:', 7, 'needs a value'],
    ['lang:ru,', 9, 'needs a value after the comma'],
    ['topic:(a OR b)', 7, 'not a group'],
    ['title:/a/', 7, 'without title:'],
    ['topic:ec.*', 10, 'a * is not allowed here'],
  ])('%s is refused at column %i', (text, column, message) => {
    expect(read(text)).toContain(`column ${column}: `)
    expect(read(text)).toContain(message)
  })
})

describe('did you mean', () => {
  test.each([
    ['topic:cross-border', 'no topic “cross-border”. Did you mean ec.cross-border?'],
    ['topic:ec.consumr', 'Did you mean ec.consumer?'],
    ['topic:跨境电商', 'Did you mean ec.cross-border?'],
    ['topic:domainnamen', 'Did you mean ig.dns?'],
    ['topic:"import duty"', 'Did you mean ec.cross-border.duty?'],
    ['entity:temuu', 'Did you mean temu?'],
    ['entity:拼多多海外版', 'Did you mean temu?'],
    ['place:china', 'Did you mean CN?'],
    ['source:ripelabs', 'Did you mean ripe-labs?'],
    ['source:Лента', 'Did you mean lenta?'],
    ['lang:german', 'Did you mean de?'],
    ['lang:русский', 'Did you mean ru?'],
    ['country:Germany', 'Did you mean DE?'],
    ['kind:deals', 'column 6: no kind “deals”; there are news, deal, service, digest, other. Did you mean deal?'],
    ['origins:many', 'column 9: origins: takes one number'],
    ['origins:1,2', 'column 11: origins: takes one number'],
    ['kind:deal*', 'column 10: kind: takes complete names'],
    ['affair:12', 'column 8: “12” is no story'],
    ['affairs:s1', 'Did you mean affair:?'],
  ])('%s', (text, message) => expect(read(text)).toContain(message))

  test('nothing is suggested for a name that resembles no other', () => {
    expect(read('x topic:qqqqqqqqqq')).toBe('column 9: no topic “qqqqqqqqqq”')
  })

  test('the column counts characters, not UTF-16 units', () => expect(read('a🙂 topic:nope')).toContain('column 10: no topic'))
})

describe('regular expressions', () => {
  test('are written between slashes, with flags after them', () => {
    expect(read('/DSA|DMA/')).toEqual({ kind: 'regex', pattern: 'DSA|DMA' })
    expect(read(String.raw`/a\/b [/] c/i`)).toEqual({ kind: 'regex', pattern: '(?i)a/b [/] c' })
    expect(read(String.raw`-/\p{Han}{2,}/`)).toEqual({ kind: 'not', of: { kind: 'regex', pattern: String.raw`\p{Han}{2,}` } })
  })

  test.each([
    ['x /a(?=b)/', 5, '(?='],
    [String.raw`/(a)\1/`, 5, String.raw`\1`],
    ['/a(b/', 1, 'missing closing )'],
    ['/abc', 1, 'never closed'],
    ['//', 1, 'is empty'],
    ['/usr/bin', 6, 'quote it'],
    ['/(a{100}){1000}/', 10, 'invalid repeat count'],
    [`/${'a{900}'.repeat(40)}/`, 1, 'expression is too large'],
    [`/${'a'.repeat(501)}/`, 1, 'over 500'],
  ])('%s is refused at column %i', (text, column, message) => {
    expect(read(text)).toContain(`column ${column}: `)
    expect(read(text)).toContain(message)
  })
})

describe('limits', () => {
  test('length', () => expect(read('a'.repeat(4097))).toMatch(/^column 4097: longer than 4096/))
  test('depth, of groups and of minuses', () => {
    expect(read(`${'('.repeat(40)}a${')'.repeat(40)}`)).toEqual(word('a'))
    expect(read(`${'('.repeat(41)}a${')'.repeat(41)}`)).toMatch(/^column 42: nested deeper/)
    expect(read(`${'-'.repeat(2000)}a`)).toMatch(/^column 42: nested deeper/)
  })
  test('terms, in lists or not', () => {
    expect(read('a '.repeat(200))).toMatchObject({ kind: 'and' })
    expect(read('a '.repeat(201))).toMatch(/^column 401: more than 200 terms/)
    expect(read(`title:${'a,'.repeat(300)}a`)).toMatch(/^column 1: more than 200 terms/)
  })
  test('regular expressions, excluded ones too, one by one and together', () => {
    expect(read('-/a/ '.repeat(20))).toMatchObject({ kind: 'and' })
    expect(read('-/a/ '.repeat(21))).toMatch(/^column 102: more than 20 regular expressions/)
    expect(read(`/${'a{900}'.repeat(8)}/ `.repeat(2))).toMatch(/^column 52: the regular expressions are too large together/)
  })
  test('regular expressions of readers: repetitions multiply what each character of a text costs', () => {
    const column = (text: string): number | null => {
      const found = parseFilter(text, vocabulary, FOR_READERS)
      return found.ok ? null : found.column
    }
    expect(column(String.raw`/(artificial intelligence|AI)[- ](act|regulation).{0,80}\bfine(s|d)?\b/i`)).toBe(null)
    expect(column('/[a-m].{400}/')).toBe(null)
    expect(column('/[a-m].{600}/')).toBe(1)
    expect(column('/[a-m].{300}/ -/[a-m].{300}/')).toBe(16)
    expect(read('/[a-m].{600}/')).toMatchObject({ kind: 'regex' })
  })
  test('words that a reader leaves open: the shorter, the fewer', () => {
    const column = (text: string): number | null => {
      const found = parseFilter(text, vocabulary, FOR_READERS)
      return found.ok ? null : found.column
    }
    expect(column('market* '.repeat(40))).toBe(null)
    expect(column('market* '.repeat(41))).toBe(321)
    expect(column('ab* '.repeat(4))).toBe(null)
    expect(column('ab* '.repeat(5))).toBe(17)
    expect(column('good -a*')).toBe(7)
    expect(column('"good a"*')).toBe(1)
    expect(column('电* 商*')).toBe(null)
    expect(read('a*')).toMatchObject({ kind: 'text', prefix: true })
  })
  test('any text gives a filter or an error at a column within it', () => {
    const signs = [
      'a',
      '"',
      '(',
      ')',
      '-',
      '/',
      ',',
      ':',
      '*',
      ' ',
      'topic:',
      'OR ',
      'NOT ',
      '「',
      '🙂',
      '\\',
      '\uD800',
      '10',
      'after:',
    ]
    let seed = 7
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: random(14) }, () => signs[random(signs.length)]).join('')
      const result = parseFilter(text, vocabulary)
      if (result.ok) continue
      expect({ text, within: result.column >= 1 && result.column <= Array.from(text).length + 1 }).toEqual({
        text,
        within: true,
      })
    }
  })
})

test('more than forty plain words stand for themselves alone', () => {
  const formsIn = (count: number): readonly unknown[] => {
    const read = parseFilter(Array.from({ length: count }, (_, at) => `word${'x'.repeat(at)}`).join(' OR '), vocabulary)
    if (!read.ok || read.filter.kind !== 'or') throw new Error('not read')
    return [...new Set(read.filter.of.map((part) => part.kind === 'text' && part.forms))]
  }
  expect([formsIn(40), formsIn(41)]).toEqual([[true], [false]])
})
