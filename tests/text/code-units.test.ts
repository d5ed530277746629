import { describe, expect, test } from 'vitest'
import { codeUnitsOf, createCodeUnitBuffer } from '../../src/text/code-units.ts'

const textIn = (units: Uint16Array, size: number): string => String.fromCharCode(...units.subarray(0, size))
const TEXTS = ['', 'plain', 'Zürich ÿ\u0000', 'Київ 域名', 'Ā after Latin-1', '域名', '\ufeffmark', '😀', '\ud800 alone']

test.each(TEXTS)('the code units of %j are those of the text', (text) => {
  expect(textIn(codeUnitsOf(text), text.length)).toBe(text)
  expect(textIn(createCodeUnitBuffer().fill(text), text.length)).toBe(text)
})

test.each(TEXTS)('code units of %j give the same text again', (text) => {
  const buffer = createCodeUnitBuffer()
  buffer.fill(text)
  expect(buffer.text(text.length)).toBe(text.toWellFormed())
})

test('only the units asked for are read, whatever a longer text before left behind', () => {
  const buffer = createCodeUnitBuffer()
  buffer.fill('x'.repeat(20_000))
  expect(buffer.text(20_000)).toBe('x'.repeat(20_000))
  buffer.fill('short text')
  expect(buffer.text(5)).toBe('short')
})

describe('a buffer', () => {
  test('keeps what stood there where more room is needed', () => {
    const buffer = createCodeUnitBuffer()
    buffer.fill('kept')
    expect(textIn(buffer.roomFor(100_000), 4)).toBe('kept')
  })
  test('shares no room with another', () => {
    const [one, other] = [createCodeUnitBuffer(4), createCodeUnitBuffer(4)]
    const units = one.fill('one')
    other.fill('two')
    expect(textIn(units, 3)).toBe('one')
  })
})
