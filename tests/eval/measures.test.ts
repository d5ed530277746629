import { describe, expect, test } from 'vitest'
import { bCubed, type Groups, pairwise } from './measures.ts'

/** `abc de` → two groups, of three items and of two. */
const groups = (told: string): Groups =>
  new Map(told.split(' ').flatMap((group) => Array.from(group).map((item): [string, string] => [item, group])))

describe('groups against the truth, worked out by hand', () => {
  test('the truth itself is all right', () => {
    expect(bCubed(groups('abc de'), groups('abc de'))).toEqual({ precision: 100, recall: 100, f1: 100 })
    expect(pairwise(groups('abc de'), groups('abc de'))).toEqual({ precision: 100, recall: 100, f1: 100 })
  })

  test('one item astray', () => {
    // Precision: (1 + 1 + ⅓ + ⅔ + ⅔) / 5; recall: (⅔ + ⅔ + ⅓ + 1 + 1) / 5.
    const { precision, recall, f1 } = bCubed(groups('abc de'), groups('ab cde'))
    expect(precision).toBeCloseTo(100 * (11 / 15), 9)
    expect(recall).toBeCloseTo(100 * (11 / 15), 9)
    expect(f1).toBeCloseTo(100 * (11 / 15), 9)
    // Joined: ab, cd, ce, de, of which ab and de are right; wanted: ab, ac, bc, de.
    expect(pairwise(groups('abc de'), groups('ab cde'))).toEqual({ precision: 50, recall: 50, f1: 50 })
  })

  test('everything in one group costs precision alone', () => {
    // (3 · 3/5 + 2 · 2/5) / 5 = 13/25; pairs: 4 of 10.
    const all = bCubed(groups('abc de'), groups('abcde'))
    expect(all.precision).toBeCloseTo(52, 9)
    expect(all.recall).toBe(100)
    expect(pairwise(groups('abc de'), groups('abcde'))).toMatchObject({ precision: 40, recall: 100 })
  })

  test('everything alone costs recall alone', () => {
    // (3 · 1/3 + 2 · 1/2) / 5 = 2/5; no pair is joined, so none is wrong.
    const alone = bCubed(groups('abc de'), groups('a b c d e'))
    expect(alone.precision).toBe(100)
    expect(alone.recall).toBeCloseTo(40, 9)
    expect(pairwise(groups('abc de'), groups('a b c d e'))).toEqual({ precision: 100, recall: 0, f1: 0 })
  })

  test('what only one side knows does not count', () => {
    expect(bCubed(groups('ab'), groups('abx'))).toEqual({ precision: 100, recall: 100, f1: 100 })
    expect(pairwise(groups('ab y'), groups('abx'))).toEqual({ precision: 100, recall: 100, f1: 100 })
  })
})
