/** A few hundred inputs each, always the same ones. `readers.system.test.ts` looks for others. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { READERS } from './readers.ts'
import seeds from './seeds.json' with { type: 'json' }

// A failure names the seed and the smallest input that it is found with: its seed belongs in seeds.json, with what was mended.
test.each(seeds.flatMap((seed) => Object.entries(READERS).map(([name, property]) => [name, seed, property] as const)))(
  '%s (seed %i)',
  async (_, seed, property) => {
    const found = await fc.check(property as fc.IAsyncProperty<unknown>, { seed, numRuns: 200 })
    expect(found.failed ? fc.defaultReportMessage(found) : '').toBe('')
  },
)
