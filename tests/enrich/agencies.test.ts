import { expect, test } from 'vitest'
import { agencyOf, type AgencySigns } from '../../src/enrich/agencies.ts'

const named = (signs: Partial<AgencySigns>) =>
  agencyOf({ title: 'Ministers meet', text: 'Ministers met.', authors: [], names: [], host: null, ...signs })

test.each([
  ['PARIS, 3 March (AFP) - The government resigned', 'AFP'],
  ['Berlin (dpa/lno) - Die Regierung tritt zurück', 'dpa'],
  ['МОСКВА, 3 мар — РИА Новости. Правительство', 'RIA Novosti'],
  ['新华社北京3月1日电（记者 张三）', 'Xinhua'],
  ['【モスクワ共同】ロシア大統領は', 'Kyodo'],
  ['[서울=뉴시스]홍길동 기자 = 정부는', 'Newsis'],
  ['القاهرة (رويترز) - قال مسؤول', 'Reuters'],
  ['El ministro ha dimitido, según informó a Efe', 'EFE'],
  ['A miniszter lemondott, közölte az MTI-vel', 'MTI'],
  ['The minister told Reuters that he will go', 'Reuters'],
  ['มอสโก (รอยเตอร์) รัฐมนตรี', 'Reuters'],
])('the text “%s” names %s', (text, agency) => {
  expect(named({ text })).toBe(agency)
})

test.each([
  'The Special Protection Area (SPA) was extended',
  'Photo: Reuters/Dado Ruvic. The minister resigned',
  'The minister resigned. (AP Photo/John Smith)',
  'Thomson Reuters sues a start-up',
  'Michael Bloomberg spoke of the budget',
  'The apparatus stayed in Anadolu',
])('the text “%s” names none', (text) => {
  expect(named({ text })).toBeNull()
})

test('the byline, the feed that the item came from and the address name an agency too', () => {
  expect(named({ authors: ['Von dpa'] })).toBe('dpa')
  expect(named({ authors: ['By MATT BROWN, Associated Press'] })).toBe('AP')
  expect(named({ names: ['Reuters'] })).toBe('Reuters')
  expect(named({ names: ['The Reuters Institute'] })).toBeNull()
  expect(named({ host: 'uk.reuters.com' })).toBe('Reuters')
})

test('the end of a long text may name it', () => {
  const text = 'The minister spoke for long and said little. '.repeat(20)
  expect(named({ text: `${text}(dpa)` })).toBe('dpa')
  expect(named({ text })).toBeNull()
})
