import { describe, expect, test } from 'vitest'
import { HEAD, hashHead, headsOf, mayBegin, mayBeginAt } from '../../../src/enrich/tags/heads.ts'
import { ENDING, OPEN } from '../../../src/enrich/tags/term.ts'

const KEYS = [
  'domain',
  'ai',
  `ai${OPEN}`,
  'e-commerce',
  `bank${ENDING}`,
  `privacy polic${ENDING}`,
  '가 나다',
  '使用ai平台',
  '域名',
  '5g',
  'и',
]
const heads = headsOf(KEYS)

const mayBeginHere = (text: string, at: number): readonly [boolean, boolean] => {
  const hashes = new Int32Array(2 * HEAD)
  hashHead(text, at, hashes, HEAD)
  return [mayBegin(heads, hashes, HEAD), mayBeginAt(heads, text, at)]
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
    ['가나다', 0],
    ['가 나다', 0],
    ['使用 ai 平台', 0],
    ['使用ai平台', 0],
    ['新域名', 1],
    ['5g.', 0],
    ['и', 0],
  ])('%j from %d', (text, at) => {
    expect(mayBeginHere(text, at)).toEqual([true, true])
  })
})

test('nearly every other place is passed over', () => {
  const words = 'nothing here begins with what anybody was looking for in these many quite ordinary words'.split(' ')
  const promising = words.filter((word) => mayBeginHere(word, 0).includes(true))
  expect(promising).toEqual([])
})
