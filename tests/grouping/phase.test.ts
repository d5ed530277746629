import { expect, test } from 'vitest'
import { phaseAmong, type PhaseMember } from '../../src/grouping/stories/phase.ts'
import type { PhaseReport } from '../../src/grouping/stories/phase-features.ts'

const HOUR = 3_600_000
/** A report whose vector points into this direction, in degrees. */
const report = (hours: number, degrees: number, over: Partial<PhaseReport> = {}): PhaseReport => ({
  at: hours * HOUR,
  language: `language-${degrees}`,
  facts: new Set(),
  vector: Int8Array.of(
    Math.round(100 * Math.cos(degrees * (Math.PI / 180))),
    Math.round(100 * Math.sin(degrees * (Math.PI / 180))),
  ),
  ...over,
})
const member = (phase: string, one: PhaseReport): PhaseMember => ({ ...one, phase })

const OPEN = [member('open', report(0, 0)), member('open', report(1, 8))]
const TOLD = [...OPEN, member('decided', report(10, 70)), member('decided', report(11, 64))]

test('the first report of a story tells something new', () => expect(phaseAmong(report(0, 0), []).phase).toBeNull())

test('a report tells the phase whose reports say the same, even when it comes late', () => {
  expect(phaseAmong(report(12, 68), TOLD).phase).toBe('decided')
  expect(phaseAmong(report(12, 3), TOLD).phase).toBe('open')
})

test('a report that says something else hours later tells something new', () =>
  expect(phaseAmong(report(10, 75), OPEN).phase).toBeNull())

test('without vectors, amounts tell the phases apart', () => {
  const fine = new Set(['money:EUR2.00e+7'])
  const without = TOLD.map((one) => ({ ...one, vector: null, facts: one.phase === 'decided' ? fine : new Set<string>() }))
  expect(phaseAmong(report(12, 0, { vector: null, facts: fine }), without).phase).toBe('decided')
})
