import { describe, expect, test } from 'vitest'
import { beginningsOf } from '../../../src/enrich/tagging/beginnings.ts'
import { filterOf } from '../../../src/enrich/tagging/head-filter.ts'
import { NOT_FOUND, firstOfHead, headOf, packKeys, textOf } from '../../../src/enrich/tagging/keys.ts'
import { ENDING, OPEN } from '../../../src/enrich/tagging/term.ts'

const KEYS = [
  'domain',
  'ai',
  `ai${OPEN}`,
  'e-commerce',
  `bank${ENDING}`,
  `privacy polic${ENDING}`,
  'the hague',
  'plan b',
  `6g-${OPEN}`,
  '가 나다',
  '使用ai平台',
  '域名',
  '5g',
  'и',
].sort()
const keys = packKeys(KEYS)
const filter = filterOf([keys])

/** Letters of the heads that are likely at a place. */
const likelyAt = (text: string, at: number): readonly number[] => {
  const { places, firsts, lengths, count } = beginningsOf(text, filter)
  const word = places.subarray(0, count).indexOf(at)
  return word === -1 ? [] : [...lengths.subarray(firsts[word], firsts[word + 1])]
}

describe('a place where a key begins is never passed over', () => {
  test.each([
    ['domain', 0],
    ['the domains', 4],
    ['ai', 0],
    ['ai act', 0],
    ['aircraft', 0],
    ['e-commerce', 0],
    ['e commerce', 0],
    ['bank', 0],
    ['banking', 0],
    ['privacy\npolicies', 0],
    ['in the hague', 3],
    ['the-hague', 0],
    ['plan b.', 0],
    ['6g-netz', 0],
    ['6g-', 0],
    ['가나다', 0],
    ['가 나다', 0],
    ['使用 ai 平台', 0],
    ['使用ai平台', 0],
    ['新域名', 1],
    ['5g.', 0],
    ['и', 0],
  ])('%j from %d', (text, at) => {
    expect(likelyAt(text, at)).not.toEqual([])
  })
})

test('nearly every other place is passed over', () => {
  const text = 'nothing here begins with what the people in the plan were looking for in these many quite ordinary words'
  const { firsts, count } = beginningsOf(text, filter)
  expect(firsts[count]).toBe(0)
})

test('a head leads to the keys that begin with it', () => {
  const { units, lengths, hashes, firsts, count } = beginningsOf('aircraft', filter)
  const heads = Array.from({ length: firsts[count] ?? 0 }, (_, index) =>
    headOf(keys, hashes[index] ?? 0, units, 0, lengths[index] ?? 0),
  ).filter((head) => head !== NOT_FOUND)
  const found = heads.flatMap((head) =>
    Array.from({ length: firstOfHead(keys, head + 1) - firstOfHead(keys, head) }, (_, index) =>
      textOf(keys, firstOfHead(keys, head) + index),
    ),
  )
  expect(found).toEqual(['ai', `ai${OPEN}`])
})
