import { describe, expect, test } from 'vitest'
import { createHighlighter } from '../../../src/publish/filter/highlight.ts'
import { parseFilter } from '../../../src/publish/filter/parse-filter.ts'
import { costGrowth } from '../../processor-time.ts'
import { vocabulary } from './vocabulary.ts'

/** What is marked stands in brackets. */
const shown = (q: string, text: string, language = 'en', where: 'title' | 'text' = 'title'): string => {
  const result = parseFilter(q, vocabulary)
  if (!result.ok) throw new Error(result.message)
  const pieces = createHighlighter(result.filter)(text, language, where)
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  return pieces.map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text)).join('')
}

describe('what a search found is marked', () => {
  test.each([
    ['a word in its forms', 'minister', 'Ministers and a minister’s mini', 'en', '[Ministers] and a [minister]’s mini'],
    ['a quoted word as it is', '"minister"', 'Ministers, minister', 'en', 'Ministers, [minister]'],
    ['a phrase', '"data act"', 'The Data-Act: data, act', 'en', 'The [Data-Act]: [data, act]'],
    ['a word left open', 'tax*', 'Taxation of taxis', 'en', '[Taxation] of [taxis]'],
    ['accents', 'elections', 'Les élections', 'fr', 'Les [élections]'],
    ['German', 'Verordnung', 'Zwei Verordnungen', 'de', 'Zwei [Verordnungen]'],
    ['Russian', 'пошлина', 'Новые пошлины', 'ru', 'Новые [пошлины]'],
    ['Arabic with article and conjunction', 'شركة', 'قرار والشركات', 'ar', 'قرار [والشركات]'],
    ['Chinese within a run of text', '电商', '跨境电商平台', 'zh-Hans', '跨境[电商]平台'],
    ['one character', '电', '跨境电商', 'zh-Hans', '跨境[电]商'],
    ['traditional by simplified', '电商', '跨境電商平台', 'zh-Hant', '跨境[電商]平台'],
    ['Korean without its particle', '인터넷', '인터넷이 느려졌다', 'ko', '[인터넷]이 느려졌다'],
    ['Thai', 'อินเทอร์เน็ต', 'ทำให้อินเทอร์เน็ตช้าลง', 'th', 'ทำให้[อินเทอร์เน็ต]ช้าลง'],
    ['a regular expression', '/d[aiu]ty/i', 'Duty on DATY', 'en', '[Duty] on [DATY]'],
    ['either of two, overlapping', '"data act" OR act', 'data act', 'en', '[data act]'],
    ['markup stays text', 'script', '<script>alert(1)</script>', 'en', '<[script]>alert(1)</[script]>'],
  ])('%s', (_, q, text, language, expected) => expect(shown(q, text, language)).toBe(expected))

  test('regular expressions take no more of the processor than a page may: what comes after that is not marked', async () => {
    const result = parseFilter('/a.{0,240}Z|./', vocabulary)
    if (!result.ok) throw new Error(result.message)
    const text = 'a'.repeat(400)
    const highlightAll = (count: number): void => {
      const highlight = createHighlighter(result.filter)
      const marked = Array.from({ length: count }, () => highlight(text, 'en', 'text').filter(({ isMatch }) => isMatch).length)
      expect(marked[0]).toBeGreaterThan(0)
      expect(marked.at(-1)).toBe(0)
    }
    // Ten times as many texts: the others cost next to nothing.
    expect(await costGrowth(2, (count) => count, highlightAll)).toBeLessThan(4)
  })

  test('what is excluded, and fields, mark nothing', () =>
    expect(shown('lang:en topic:ig -minister', 'A minister of lang en')).toBe('A minister of lang en'))
  test('title: marks titles only', () => {
    expect(shown('title:duty', 'Duty')).toBe('[Duty]')
    expect(shown('title:duty', 'Duty', 'en', 'text')).toBe('Duty')
  })
})
