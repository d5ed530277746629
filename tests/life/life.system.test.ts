/** A day of a service, lived in less than a minute: nothing is lost or published wrong, and nothing grows that should not. */
import { expect, test } from 'vitest'
import { live } from './live.ts'
import { reportOf } from './report.ts'

const LIFE = { hours: 24, sources: 20, progress: () => {} }

test('a day: every item is stored once, every feed is valid, memory and handles stay level', async () => {
  const { faults, text } = reportOf(await live({ ...LIFE, minutes: 0.75, leaks: [] }))
  process.stdout.write(`${text}\n`)
  expect(faults).toEqual([])
})

// In some 200 polls, 64 kB each (12 MB) would be no more than the articles of eight hours may keep.
test('a handle, a timer and 256 kB that are leaked at each poll are found in eight hours', async () => {
  const { faults } = reportOf(await live({ ...LIFE, hours: 8, minutes: 0.2, leaks: ['much-memory', 'handle', 'timer'] }))
  for (const name of ['descriptors', 'timers', 'heap, MB'])
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${name} grew by \\d+`)))
})
