import { describe, expect, test } from 'vitest'
import { createFactFinder, linkedDocumentsOf } from '../../../src/grouping/features/report-facts.ts'
import { normalForm } from '../../../src/text/normal-form.ts'
import { amountsAmong, countsIn } from '../../../src/text/numbers.ts'
import { entityId, placeId, topicId } from '../../../src/model/ids.ts'

const amountsOf = (text: string) => amountsAmong(countsIn(normalForm(text).text))

describe('amounts are one in every language', () => {
  test.each([
    ['11,500 firms', '1.15e+4'],
    ['11.500 Unternehmen', '1.15e+4'],
    ['11,5 тыс. компаний', '1.15e+4'],
    ['1.15万家企业', '1.15e+4'],
    ['12.4 million', '1.24e+7'],
    ['12,4 млн', '1.24e+7'],
    ['12,4 Mio. Euro', '1.24e+7'],
    ['1.24 crore', '1.24e+7'],
    ['१.२४ करोड़', '1.24e+7'],
    ['1240万元', '1.24e+7'],
    ['3 lakh', '3.00e+5'],
    ['٣ مليون', '3.00e+6'],
    ['3.2亿', '3.20e+8'],
    ['54 %', '54%'],
    ['54 por ciento', '54%'],
  ])('%s', (text, amount) => expect([...amountsOf(text)]).toEqual([amount]))

  test('a number that is part of a name is none', () => {
    expect([...amountsOf('COVID-19 at the G-20; КОВИД-19')]).toEqual([])
    expect([...amountsOf('a 19-year-old, 60-tägig')]).toEqual(['1.90e+1', '6.00e+1'])
  })
  test('years and small numbers, which any text may have, are none', () => {
    expect([...amountsOf('In 2026 the 3 judges met')]).toEqual([])
  })
})

const factsOf = createFactFinder()
const namesIn = (text: string, language = 'en'): readonly string[] => [
  ...factsOf({
    language,
    title: '',
    text,
    html: '',
    canonicalUrl: null,
    publishedAt: 0,
    topics: [],
    doubtful: [],
    entities: [],
    places: [],
  }),
]

describe('Latin names', () => {
  test('inside another script are the same word', () => {
    expect(namesIn('数字身份“LockPass”申领', 'zh-Hans')).toEqual(['word:lockpass'])
    expect(namesIn('Today LockPass opens')).toEqual(['word:lockpass'])
  })
  test('a word that begins small, or only begins a sentence, is none', () => {
    expect(namesIn('Harbour council. Rules change.')).toEqual([])
    expect(namesIn('the Harbour council')).toEqual(['word:harbour'])
  })
  test('a run of capitals is cut', () => expect(namesIn(`the ${'Å'.repeat(500)}`)).toEqual([`word:${'å'.repeat(31)}`]))
})

describe('what two desks have in common', () => {
  const PAPER = 'https://authority.example.net/decisions/2026-114'
  const tell = (language: string, title: string, text: string, site: string) =>
    factsOf({
      language,
      title,
      text,
      html: `<p>${text} <a href="${PAPER}?utm_source=${site}" rel="noopener noreferrer">→</a></p>`,
      canonicalUrl: `https://${site}/1`,
      publishedAt: Date.UTC(2026, 7, 20),
      topics: [],
      doubtful: [],
      entities: [],
      places: [],
    })
  const polish = tell('pl', 'LockerHub zapłaci 12,4 mln euro', 'Kara do zapłaty do 3 października.', 'gazeta.example.pl')
  const others = [
    tell('ar', 'غرامة 12.4 مليون يورو على LockerHub', 'يجب الدفع قبل ٣ أكتوبر.', 'sahifa.example.eg'),
    tell('ja', 'LockerHubに1240万ユーロの制裁金', '支払期限は令和8年10月3日。', 'shimbun.example.jp'),
    tell('fa', 'جریمه ۱۲٫۴ میلیون یورو برای LockerHub', 'مهلت پرداخت ۱۱ مهر است.', 'ruz.example.ir'),
  ]
  test.each(others)('is its number, its money, its paper and its name', (other) => {
    expect([...polish.intersection(other)].toSorted()).toEqual([
      'amount:1.24e+7',
      'money:EUR1.24e+7',
      `url:${PAPER}`,
      'word:lockerhub',
    ])
  })
})

test('what is a place by its name is one piece of evidence', () => {
  const at = (term: string, start: number) => ({ term, field: 'title' as const, start, end: start + term.length, kind: 'name' })
  const features = factsOf({
    language: 'en',
    title: 'EU fines Meta',
    text: '',
    html: '',
    canonicalUrl: null,
    publishedAt: 0,
    topics: [],
    doubtful: [],
    entities: [
      { id: entityId('eu'), evidence: [at('EU', 0)] },
      { id: entityId('meta'), evidence: [at('Meta', 9)] },
    ],
    places: [{ id: placeId('EU'), evidence: [at('EU', 0)] }],
  })
  expect([...features]).toEqual(['entity:meta', 'place:EU', 'headline:EU', 'country:EU', 'organisation:meta', 'word:meta'])
})

test('a place that stands in a longer name only is not where it happens; organisations of the headline are told apart', () => {
  const at = (term: string, start: number, field: 'title' | 'text' = 'title') => ({
    term,
    field,
    start,
    end: start + term.length,
    kind: 'name',
  })
  const features = factsOf({
    language: 'en',
    title: 'Ecuador ratifies Hanoi Convention',
    text: 'The UN has it.',
    html: '',
    canonicalUrl: null,
    publishedAt: 0,
    topics: [{ id: topicId('crime'), score: 1, evidence: [] }],
    doubtful: [],
    entities: [
      { id: entityId('hanoi-convention'), evidence: [at('Hanoi Convention', 17)] },
      { id: entityId('un'), evidence: [at('UN', 4, 'text')] },
    ],
    places: [
      { id: placeId('EC'), evidence: [at('Ecuador', 0)] },
      { id: placeId('VN-HN'), evidence: [at('Hanoi', 17)] },
    ],
  })
  const told = [...features].filter((feature) => /^(?:headline|country|organisation):/.test(feature))
  expect(told).toEqual(['headline:EC', 'country:EC', 'organisation:hanoi-convention'])
})

const OWN = 'https://news.example.org/2026/locker-fine'
const leads = (...addresses: readonly string[]): readonly string[] => [
  ...linkedDocumentsOf(
    addresses.map((address) => `<p><a href="${address}" rel="noopener noreferrer">see</a></p>`).join(''),
    OWN,
  ),
]

describe('addresses that an article leads to', () => {
  test('have one spelling', () => {
    const paper = 'https://authority.example.net/decisions/2026-114?lang=en'
    expect(leads('http://www.authority.example.net/decisions/2026-114/?utm_source=x&amp;lang=en#part')).toEqual([paper])
    expect(leads(paper, paper)).toEqual([paper])
  })

  test.each([
    'https://authority.example.net/files/decision.pdf',
    'https://other.example.com/parcel-lockers-fined-again',
    'https://x.com/authority/status/1234567890',
    'https://www.youtube.com/watch?v=abcDEF',
  ])('documents: %s', (address) => expect(leads(address)).toHaveLength(1))

  test.each([
    'https://www.example.org/2025/older-report-of-ours',
    'https://authority.example.net/',
    'https://authority.example.net/about',
    'https://x.com/authority2026',
    'https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fnews.example.org%2F1',
    'https://twitter.com/intent/tweet?url=https%3A%2F%2Fnews.example.org%2F2026',
    'https://play.google.com/store/apps/details?id=org.example.news2',
    'https://group.example.net/newsletter/2026-daily-brief',
    'mailto:desk2026@example.net',
  ])('no document of another site: %s', (address) => expect(leads(address)).toEqual([]))

  test('are some of a long list, and none of an article without an address', () => {
    const many = Array.from({ length: 40 }, (_, index) => `https://site${index}.example${index}.com/story-${index}`)
    expect(leads(...many)).toHaveLength(6)
    expect(linkedDocumentsOf(`<a href="${many[0]}">`, null).size).toBe(0)
  })
})
