import { expect, test } from 'vitest'
import { compileAutomaton } from '../../../src/enrich/tagging/automaton.ts'
import { OPEN, type Term } from '../../../src/enrich/tagging/term.ts'
import { kindOf, packSenses, type Sense, targetOf } from '../../../src/enrich/tagging/senses.ts'

const term = (raw: string, pattern: string, more: Partial<Term> = {}): Term => ({
  raw,
  pattern,
  floating: false,
  afterProclitic: false,
  letters: 'any',
  ...more,
})

test('senses that were packed are the same senses again, however often they are asked for', () => {
  const groups: readonly (readonly Sense[])[] = [
    [{ kind: 'strong', target: 3, term: term('AI*', `ai${OPEN}`, { letters: 'written' }) }],
    [
      { kind: 'entity', target: 70_000, term: term('Meta', 'meta', { letters: 'capital', afterProclitic: true }) },
      { kind: 'place-context', target: 0, term: term('meta', 'meta', { floating: true }) },
    ],
    [{ kind: 'weak', target: 1, term: term('域名', '域名', { floating: true, afterProclitic: true }) }],
  ]
  const senses = packSenses(compileAutomaton([`ai${OPEN}`, 'meta', '域名']), groups)
  const unpacked = (pattern: number) =>
    Array.from({ length: (senses.firsts[pattern + 1] ?? 0) - (senses.firsts[pattern] ?? 0) }, (_, index) => {
      const sense = (senses.firsts[pattern] ?? 0) + index
      const code = senses.codes[sense] ?? 0
      return { kind: kindOf(code), target: targetOf(code), term: senses.termOf(sense) }
    })
  expect([2, 0, 1, 1].map(unpacked)).toEqual([2, 0, 1, 1].map((pattern) => groups[pattern]))
})
