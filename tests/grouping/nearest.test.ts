import { expect, test } from 'vitest'
import { nearestByMeaning } from '../../src/grouping/stories/nearest.ts'
import { AT, generatedWindow, recallOf } from './generated-vectors.ts'

const SIZE = 8_000
const QUERIES = 20

test('in a large window, nearly all of the nearest reports are found, and all that are much alike', () => {
  const { window, make } = generatedWindow(SIZE, 1)
  const all = Array.from({ length: QUERIES }, () => {
    const vector = make()
    const { rows } = nearestByMeaning(window, { vector, at: AT, language: 'en' })
    return recallOf(window, vector, 'en', rows)
  })
  const wanted = all.flatMap((one) => one.wanted)
  const found = all.flatMap((one) => one.found)
  expect(found.length / wanted.length).toBeGreaterThan(0.985)
  const isAlike = ({ cosine }: { readonly cosine: number }): boolean => cosine > 0.5
  // Neither too few nor all: else the test would say nothing.
  expect(wanted.filter(isAlike).length / wanted.length).toBeGreaterThan(0.1)
  expect(wanted.filter(isAlike).length / wanted.length).toBeLessThan(0.9)
  expect(found.filter(isAlike)).toHaveLength(wanted.filter(isAlike).length)
})
