import { expect, test } from 'vitest'
import { createPhoneticEncoder, createRomanizer } from '../../../src/grouping/crosslingual/phonetic-key.ts'

const { keyOf } = createPhoneticEncoder(createRomanizer())

test.each([
  ['kp', ['Kaupa', 'Каупа', 'カウパ']],
  ['trnp', ['Trump', 'トランプ', 'ترامب', 'טראמפ']],
  ['pskt', ['Vasquito', 'Васкито']],
  ['ps', ['Pač', 'Pas', 'Паша']],
  ['krpn', ['Corbyn', 'Корбин']],
])('the phonetic key is %s', (key, words) => {
  for (const word of words) expect([word, keyOf(word)]).toEqual([word, key])
})

test('an article, a doubled consonant and what follows the fifth are no part of it', () => {
  expect(keyOf('الجزيرة')).toBe(keyOf('جزيرة'))
  expect(keyOf('Rocky')).toBe(keyOf('Roky'))
  expect(keyOf('Konstantinopel')).toHaveLength(5)
})

test('one word after another: a long one leaves nothing behind', () => {
  const before = keyOf('Kaupa')
  keyOf('Donaudampfschifffahrtsgesellschaft'.repeat(20))
  expect(keyOf('Kaupa')).toBe(before)
  expect(keyOf('')).toBe('')
})
