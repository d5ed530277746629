import { describe, expect, test } from 'vitest'
import { editDistance, nearestWord } from '../../src/lib/nearest-word.ts'

const WORDS = [
  '',
  'a',
  'ab',
  'ba',
  'bca',
  'acb',
  'abcd',
  'badc',
  'tarif',
  'tariff',
  'traif',
  'fariffs',
  'kitten',
  'sitting',
  'пошлина',
  'пошилна',
]

describe('the distance between two words', () => {
  test.each([
    ['tariff', 'tariff', 0],
    ['tarif', 'tariff', 1],
    ['traif', 'tarif', 1],
    ['kitten', 'sitting', 3],
    ['пошлина', 'пошилна', 1],
  ])('%s and %s: %i', (one, other, steps) => expect(editDistance(one, other)).toBe(steps))

  test('ending early changes nothing about words that are near enough', () => {
    for (const one of WORDS)
      for (const other of WORDS)
        for (const most of [0, 1, 2, 3]) {
          const steps = editDistance(one, other)
          const found = editDistance(one, other, most)
          expect(Math.min(found, most + 1), `${one} ${other} ${most}`).toBe(Math.min(steps, most + 1))
        }
  })
})

test('the nearest of several words is meant', () => {
  expect(nearestWord('Tarif', ['tarot', 'tariff', 'traffic'])).toBe('tariff')
  expect(nearestWord('tarif', ['customs', 'duty'])).toBeNull()
})
