import { describe, expect, test } from 'vitest'
import { nameKeysOf } from '../../../src/stories/links/names.ts'
import { amountsOf } from '../../../src/stories/links/numbers.ts'

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

  test('years and small numbers, which any text may have, are none', () => {
    expect([...amountsOf('In 2026 the 3 judges met')]).toEqual([])
  })
})

describe('names sound alike in every script', () => {
  test.each([
    ['Secretary Elvira Kamotova', 'Эльвира Камотова'],
    ['Minister Tanaridze', 'وزير تاناريدزه'],
    ['Maradona', 'マラドーナ'],
  ])('%s and %s', (one, other) => {
    const keys = nameKeysOf(other)
    expect([...nameKeysOf(one)].some((key) => key.startsWith('~') && keys.has(key))).toBe(true)
  })
  test('Latin names inside another script are the same word', () => {
    expect(nameKeysOf('数字身份“LockPass”申领')).toContain('=lockpass')
    expect(nameKeysOf('LockPass opens')).toContain('=lockpass')
  })
  test('words that begin small are no names', () => expect([...nameKeysOf('harbour council')]).toEqual([]))
})
