import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KINDS } from '../../../src/model/kind.ts'
import { createKindDecision, type KindTable } from '../../../src/understand/kinds/kind-decision.ts'
import { createMarkReader, MARKS } from '../../../src/understand/kinds/kind-marks.ts'
import words from '../../../src/understand/kinds/kind-words.json' with { type: 'json' }
import table from '../../../src/understand/kinds/learned/kinds.json' with { type: 'json' }
import { inventedKinds, kindAgreement } from '../../eval/kinds/labelled-kinds.ts'
import { readJsonLines } from '../../eval/suite.ts'
import { costGrowth } from '../../processor-time.ts'

const decide = createKindDecision(table)
type Headline = { readonly lang: string; readonly kind: string; readonly title: string; readonly vector: string }
/** With the vectors that the encoder gave them. */
const headlines = readJsonLines<Headline>(import.meta.dirname, 'headlines.jsonl')

describe('the kind of a headline', () => {
  test.each(headlines)('$lang: $kind: $title', ({ lang, kind, title, vector }) => {
    const item = { title, text: '', language: lang, vector: new Int8Array(Buffer.from(vector, 'base64')) }
    expect(decide(item).kind).toBe(kind)
  })

  test('of a vector, the direction counts and not the length', () => {
    const vector = Int8Array.from({ length: 384 }, (_, at) => (at % 7) - 3)
    const item = { title: 'Kettle for $29', text: '', language: 'en' }
    const short = decide({ ...item, vector })
    const long = decide({ ...item, vector: vector.map((value) => 5 * value) })
    expect(long.kind).toBe(short.kind)
    expect(long.probability).toBeCloseTo(short.probability, 6)
  })

  test('a vector of zeros and a missing one decide nothing by meaning', () => {
    for (const vector of [null, new Int8Array(384)]) {
      const { because, probability } = decide({ title: 'Kettle for $29', text: '', language: 'en', vector })
      expect(because.map(({ what }) => what)).not.toContain('meaning')
      expect(probability).toBeGreaterThan(0)
    }
  })

  test('what moved it most is told first, in words', () => {
    const title = 'Kettle deal: -48 % off, coupon inside, was $59, now $29'
    const { because } = decide({ title, text: '', language: 'en', vector: null })
    expect(because.length).toBeGreaterThan(0)
    expect(because.map(({ what }) => what).every((what) => MARKS.includes(what))).toBe(true)
    expect(because.map(({ moved }) => moved)).toEqual(because.map(({ moved }) => moved).toSorted((a, b) => b - a))
  })

  test('an empty title has a kind', () => {
    expect(KINDS).toContain(decide({ title: '', text: '', language: 'und', vector: null }).kind)
  })

  test('the likeliest kind of the side that the threshold chose', () => {
    const even = {
      bias: [0, 1, 1.2, 0, 0],
      marks: KINDS.map(() => MARKS.map(() => 0)),
      vector: [],
    }
    const withThresholds = (threshold: number, dealThreshold: number): KindTable => ({
      marks: MARKS,
      withVector: { ...even, threshold, dealThreshold },
      wordsAlone: { ...even, threshold, dealThreshold },
    })
    const item = { title: 'A title', text: '', language: 'en', vector: null }
    expect(createKindDecision(withThresholds(0.5, 1))(item).kind).toBe('service')
    expect(createKindDecision(withThresholds(0.99, 1))(item).kind).toBe('news')
    const likelyDeal = { ...even, bias: [2, 1.9, 0, 0, 0], threshold: 0.99, dealThreshold: 0.3 }
    expect(createKindDecision({ marks: MARKS, withVector: likelyDeal, wordsAlone: likelyDeal })(item).kind).toBe('deal')
    const unlikelyDeal = { ...likelyDeal, bias: [2, 0.5, 0, 0, 0] }
    expect(createKindDecision({ marks: MARKS, withVector: unlikelyDeal, wordsAlone: unlikelyDeal })(item).kind).toBe('news')
  })

  test('a table of other marks is refused', () => {
    expect(() => createKindDecision({ ...table, marks: table.marks.slice(1) })).toThrow('npm run build:kinds')
  })
})

describe('marks', () => {
  const read = createMarkReader()
  const found = (language: string, title: string): readonly string[] => {
    const marks = read({ title, text: '', language })
    return MARKS.filter((_, at) => (marks[at] ?? 0) > 0)
  }
  test.each([
    ['en', 'Coupon for kettles', 'offer words'],
    ['de', 'Kessel im Angebot', 'offer words'],
    ['fr', 'Code promo pour bouilloires', 'offer words'],
    ['ru', 'Скидки на чайники', 'offer words'],
    ['ja', '電気ケトルが半額', 'offer words'],
    ['ja', 'Amazonで電気ケトル', 'shop words'],
    ['zh-Hant', '熱水壺折扣', 'offer words'],
    ['ko', '주전자 할인행사', 'offer words'],
    ['ar', 'بالخصم على الغلايات', 'offer words'],
    ['he', 'במבצע: קומקום', 'offer words'],
    ['th', 'กาต้มน้ำลดราคา', 'offer words'],
    ['ms', 'Diskaun cerek', 'offer words'],
    ['tr', 'İNDİRİM başladı', 'offer words'],
    ['hi', 'आज का राशिफल', 'fortune words'],
    ['pl', 'Pogoda na jutro', 'weather words'],
    ['sv', 'Kessel -48 %', 'minus per cent'],
    ['cs', 'Konvice za 499 Kč', 'price'],
    ['xx', 'Black Friday', 'offer words'],
  ])('%s: %s: %s', (language, title, mark) => expect(found(language, title)).toContain(mark))

  test.each([
    ['en', 'Ordeal ends for crew', 'offer words'],
    ['da', 'Brand i en lejlighed', 'you words'],
    ['ko', '비상사태 선포', 'weather words'],
    ['en', 'Talks in 1999-20 span two decades', 'minus per cent'],
  ])('%s: %s: no %s', (language, title, mark) => expect(found(language, title)).not.toContain(mark))

  test('each mark is from 0 to 2', () => {
    const title = 'deal deal deal !!! -48 % -48 % -48 % $1 $2 $3 ??? best best best'
    const marks = read({ title, text: title, language: 'en' })
    expect(marks.length).toBe(MARKS.length)
    expect(Math.min(...marks)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...marks)).toBeLessThanOrEqual(2)
  })

  test.each(['deal ', '-48 % ', '$1', '割引', 'a; ', 'live updates '])(
    'of a title of %s without end, only the beginning is read',
    async (word) => {
      const decideTitle = (title: string): number => decide({ title, text: title, language: 'ja', vector: null }).probability
      expect(await costGrowth(20_000, (times) => word.repeat(times), decideTitle)).toBeLessThan(3)
    },
  )
})

describe('the words', () => {
  test('are folded as titles are, and stand once in a group', () => {
    for (const groups of Object.values<Readonly<Record<string, readonly string[]>>>(words.languages))
      for (const list of Object.values(groups)) {
        expect(list.filter((word) => word !== word.normalize('NFKC').toLowerCase() || word.trim() !== word)).toEqual([])
        expect(new Set(list).size).toBe(list.length)
      }
  })
  test('are there for thirty languages', () => expect(Object.keys(words.languages).length).toBeGreaterThan(30))
})

describe('what was learned from', () => {
  test('the table fits into 60 kB and has a row for each kind', () => {
    const file = join(import.meta.dirname, '../../../src/understand/kinds/learned/kinds.json')
    expect(readFileSync(file).length).toBeLessThan(60_000)
    for (const { bias, marks } of [table.withVector, table.wordsAlone])
      expect([bias.length, marks.length, ...marks.map((row) => row.length)]).toEqual([5, 5, ...KINDS.map(() => MARKS.length)])
    expect(table.withVector.vector.map((row) => row.length)).toEqual(KINDS.map(() => 384))
  })
  test('invented headlines are of all kinds in thirty languages, and none is asked here', () => {
    const invented = inventedKinds()
    expect(new Set(invented.map(({ kind }) => kind)).size).toBe(KINDS.length)
    expect(new Set(invented.map(({ lang }) => lang)).size).toBeGreaterThan(30)
    const asked = new Set(headlines.map(({ title }) => title))
    expect(invented.filter(({ title }) => asked.has(title))).toEqual([])
  })
  test('two readings agree on nine of ten items', () => {
    const { items, same, sameSide } = kindAgreement()
    expect(items).toBeGreaterThan(150)
    expect(same / items).toBeGreaterThan(0.9)
    expect(sameSide).toBeGreaterThanOrEqual(same)
  })
})
