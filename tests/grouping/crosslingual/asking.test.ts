import { expect, test } from 'vitest'
import { createAsking } from '../../../src/grouping/crosslingual/asking.ts'
import { traitKeys } from '../../../src/grouping/crosslingual/trait-keys.ts'
import { createUnits } from '../../../src/grouping/crosslingual/units.ts'

const LANGUAGES = ['en', 'de', 'ru', 'ar', 'ja', 'hi']
const KINDS = ['entity', 'amount', 'url', 'place', 'topic', 'day', 'word', 'name']

/** Always the same numbers below 1. */
const chance = (): (() => number) => {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

test('a unit that is like enough could be: only others are told apart before they are weighed', () => {
  const random = chance()
  const below = (most: number): number => Math.floor(most * random() ** 2)
  const traits = (): ReadonlySet<string> =>
    new Set(
      Array.from({ length: 3 + below(40) }, () => `${KINDS[below(KINDS.length)] ?? ''}:${'kst'[below(3)] ?? ''}${below(60)}`),
    )
  const meaning = (): Int16Array => Int16Array.from({ length: 96 }, (_, index) => 200 * (random() - 0.3) * (index % 3))
  const report = (nth: number) => ({
    article: `a${nth}`,
    language: LANGUAGES[below(LANGUAGES.length)] ?? '',
    at: nth,
    meaning: random() < 0.9 ? meaning() : null,
  })
  const units = createUnits()
  for (let nth = 0; nth < 300; nth += 1)
    units.put({ ...report(nth), story: `s${below(200)}`, traits: traitKeys(traits()).keys })
  const asking = createAsking(units)
  const refused = { rightly: 0, wrongly: 0 }
  for (let nth = 0; nth < 60; nth += 1) {
    if (nth % 2 === 0) asking.report({ ...report(nth), keys: traitKeys(traits()).keys })
    else asking.unit(below(units.size))
    for (let unit = 0; unit < units.size; unit += 1) {
      const score = asking.likeness(unit)?.score ?? Number.NEGATIVE_INFINITY
      for (const least of [0.1, 0.3, 0.5, Math.max(score, 0.1)])
        if (!asking.couldReach(unit, least)) refused[score >= least ? 'wrongly' : 'rightly'] += 1
    }
  }
  expect(refused.wrongly).toBe(0)
  expect(refused.rightly).toBeGreaterThan(10_000)
})
