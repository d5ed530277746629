import { expect, test } from 'vitest'
import { centre, toUnitLength } from '../../../src/understand/encoder/centring.ts'
import { encoderText } from '../../../src/understand/encoder/encoder-text.ts'
import { cosine, DIMENSIONS, quantize } from '../../../src/lib/unit-vectors.ts'

/** Deterministic numbers around zero, of which none is much larger than the others. */
const vectorOf = (seed: number): Float64Array => {
  let state = seed
  return toUnitLength(
    Float64Array.from({ length: DIMENSIONS }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state / 0x40000000 - 1
    }),
  )
}
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

test('8 bit keep cosines to .003', () => {
  const base = vectorOf(1)
  for (let seed = 2; seed < 60; seed += 1) {
    const other = toUnitLength(vectorOf(seed).map((value, index) => value + (seed / 30) * (base[index] ?? 0)))
    expect(Math.abs(cosine(quantize(base), quantize(other)) - dot(base, other))).toBeLessThan(0.003)
  }
})
test('a vector of zeros is like nothing', () => expect(cosine(new Int8Array(DIMENSIONS), quantize(vectorOf(1)))).toBe(0))
test('numbers too large for 8 bit are cut', () =>
  expect([...quantize(Float64Array.of(1, -1, 0.1, 0))]).toEqual([127, -127, expect.any(Number), 0]))

test('what a language has in common is taken away, and what remains has unit length', () => {
  const unit = (at: number, value = 1): number[] => Array.from({ length: DIMENSIONS }, (_, index) => (index === at ? value : 0))
  const means = { all: unit(0, 0.5), languages: { de: unit(1, 0.5), 'zh-Hant': unit(3, 0.5) }, directions: [unit(2)] }
  const vector = Float64Array.from({ length: DIMENSIONS }, (_, index) => (index < 5 ? 0.5 : 0))
  const zeros = (language: string): readonly number[] => {
    const centred = centre(vector, means, language)
    expect(Math.hypot(...centred)).toBeCloseTo(1)
    return [...centred.subarray(0, 5)].flatMap((value, index) => (Math.abs(value) < 1e-9 ? [index] : []))
  }
  expect(zeros('de')).toEqual([1, 2])
  expect(zeros('de-AT')).toEqual([1, 2])
  expect(zeros('zh-Hant')).toEqual([2, 3])
  expect(zeros('zh-Hans')).toEqual([0, 2])
  expect(zeros('fr')).toEqual([0, 2])
})

test('a text begins with the title, then as much of the report as is used', () => {
  expect(encoderText({ title: 'A title', text: '', language: 'en' })).toBe('query: A title')
  expect(encoderText({ title: 'A title', text: ' Text. ', language: 'en' })).toBe('query: A title. Text.')
  expect(encoderText({ title: '', text: 'Text', language: 'en' })).toBe('query: Text')
  const long = encoderText({ title: 'A title', text: '😀'.repeat(400), language: 'en' })
  expect(Array.from(long)).toHaveLength('query: A title. '.length + 300)
  expect(long.isWellFormed()).toBe(true)
})
