import { expect, test } from 'vitest'
import { packKeys } from '../../../src/enrich/tagging/keys.ts'
import { OPEN, type Term } from '../../../src/enrich/tagging/term.ts'
import { KINDS, kindOf, packUses, targetOf, type Use } from '../../../src/enrich/tagging/uses.ts'

const term = (raw: string, key: string, more: Partial<Term> = {}): Term => ({
  raw,
  key,
  floating: false,
  prefixed: false,
  letters: 'any',
  ...more,
})

test('uses that were packed are the same uses again, however often they are asked for', () => {
  const groups: readonly (readonly Use[])[] = [
    [{ kind: 'strong', target: 3, term: term('AI*', `ai${OPEN}`, { letters: 'written' }) }],
    [
      { kind: 'entity', target: 70_000, term: term('Meta', 'meta', { letters: 'capital', prefixed: true }) },
      { kind: 'place-context', target: 0, term: term('meta', 'meta', { floating: true }) },
    ],
    [{ kind: 'weak', target: 1, term: term('域名', '域名', { floating: true, prefixed: true }) }],
  ]
  const uses = packUses(packKeys([`ai${OPEN}`, 'meta', '域名']), groups)
  const unpacked = (key: number) =>
    Array.from({ length: (uses.firsts[key + 1] ?? 0) - (uses.firsts[key] ?? 0) }, (_, index) => {
      const use = (uses.firsts[key] ?? 0) + index
      const code = uses.codes[use] ?? 0
      return { kind: KINDS[kindOf(code)], target: targetOf(code), term: uses.termOf(use) }
    })
  expect([2, 0, 1, 1].map(unpacked)).toEqual([2, 0, 1, 1].map((key) => groups[key]))
})
