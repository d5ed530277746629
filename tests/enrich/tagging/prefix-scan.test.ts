import { describe, expect, test } from 'vitest'
import { compileAutomaton, firstOfPrefix, NOT_FOUND, prefixAt, textOfPattern } from '../../../src/enrich/tagging/automaton.ts'
import { prefixFilter, createPrefixScanner } from '../../../src/enrich/tagging/prefix-scan.ts'
import { ENDING, OPEN } from '../../../src/enrich/tagging/term.ts'

const PATTERNS = [
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
const automaton = compileAutomaton(PATTERNS)
const filter = prefixFilter([automaton])
const scan = createPrefixScanner()

/** Letters of the candidates at a position. */
const candidatesAt = (text: string, at: number): readonly number[] => {
  const { positions, firsts, lengths, count } = scan(text, filter)
  const token = positions.subarray(0, count).indexOf(at)
  return token === -1 ? [] : [...lengths.subarray(firsts[token], firsts[token + 1])]
}

describe('a position where a pattern begins is never passed over', () => {
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
    expect(candidatesAt(text, at)).not.toEqual([])
  })
})

test('nearly every other position is passed over', () => {
  const text = 'nothing here begins with what the people in the plan were looking for in these many quite ordinary words'
  const { firsts, count } = scan(text, filter)
  expect(firsts[count]).toBe(0)
})

test('a prefix leads to the patterns that begin with it', () => {
  const { units, lengths, hashes, firsts, count } = scan('aircraft', filter)
  const prefixes = Array.from({ length: firsts[count] ?? 0 }, (_, index) =>
    prefixAt(automaton, hashes[index] ?? 0, units, 0, lengths[index] ?? 0),
  ).filter((prefix) => prefix !== NOT_FOUND)
  const found = prefixes.flatMap((prefix) =>
    Array.from({ length: firstOfPrefix(automaton, prefix + 1) - firstOfPrefix(automaton, prefix) }, (_, index) =>
      textOfPattern(automaton, firstOfPrefix(automaton, prefix) + index),
    ),
  )
  expect(found).toEqual(['ai', `ai${OPEN}`])
})

describe('tokens of a text', () => {
  const positionsIn = (text: string): readonly number[] => {
    const { positions, count } = scan(text, filter)
    return [...positions.subarray(0, count)]
  }
  test.each([
    ['words and signs', 'c++ .cn', [0, 1, 2, 4, 5]],
    ['a word of two scripts', 'vpnсервис', [0, 3]],
    ['letters of scripts without spaces', '域名ai平台', [0, 1, 2, 4, 5]],
    ['no Thai vowel behind its consonant', 'ภาษี', [0, 2]],
    ['a Korean word', '가나다 라', [0, 4]],
    ['none in blanks', ' \n ', []],
    ['a sign of patterns means nothing in a text', `a${OPEN}b${ENDING}`, [0, 2]],
  ])('%s', (_, text, positions) => expect(positionsIn(text)).toEqual(positions))

  test('a shorter text finds nothing that a longer one left', () => {
    positionsIn('one two three four')
    expect(positionsIn('ai')).toEqual([0])
    expect(scan('ai', filter).units[2]).toBe(0)
  })
})
