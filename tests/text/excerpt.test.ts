import { describe, expect, test } from 'vitest'
import { excerpt } from '../../src/text/excerpt.ts'

test('a short text stays whole', () => expect(excerpt('Short.', 10)).toBe('Short.'))
test('whole sentences where they fill half of it', () => {
  expect(excerpt('First sentence here. Second one is here. Third one is too long to fit.', 45)).toBe(
    'First sentence here. Second one is here.',
  )
})
test('whole words otherwise', () => {
  expect(excerpt('Yes. Then a sentence that goes on and on without an end', 30)).toBe('Yes. Then a sentence that…')
})
test.each([
  ['Chinese', '第一句话在这里结束了。第二句话没有结束，一直往下写个不停', 15, '第一句话在这里结束了。'],
  ['Hindi', 'पहला वाक्य यहाँ समाप्त होता है। दूसरा वाक्य चलता रहता है', 40, 'पहला वाक्य यहाँ समाप्त होता है।'],
  ['Arabic', 'هل وافق البرلمان على الرسوم؟ نعم وافق عليها أمس بعد نقاش طويل', 35, 'هل وافق البرلمان على الرسوم؟'],
])('sentences of %s', (_, text, limit, expected) => expect(excerpt(text, limit)).toBe(expected))

describe('never half a character', () => {
  test.each([
    ['an emoji of several parts', '👩‍💻'.repeat(20)],
    ['letters with marks', 'é'.repeat(40)],
    ['Han without punctuation', '漢字'.repeat(40)],
    ['beyond the Basic Multilingual Plane', '𠮷'.repeat(40)],
  ])('%s', (_, text) => {
    for (let limit = 10; limit < 40; limit += 1) {
      const cut = excerpt(text, limit)
      expect(cut.length).toBeLessThanOrEqual(limit)
      expect(cut.isWellFormed()).toBe(true)
      expect(cut).not.toMatch(/\u200d…$/)
    }
  })
})
test('one word without end is cut hard', () => expect(excerpt('a'.repeat(1_000_000), 20)).toBe(`${'a'.repeat(19)}…`))
