/** Thousands of inputs each, other ones every time: a failure names its seed, which belongs in seeds.json then. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { READERS } from './readers.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

test.each(Object.entries(READERS))(`%s (seed ${seed})`, async (_, property) => {
  const limits = { seed, numRuns: 20_000, interruptAfterTimeLimit: 20_000 }
  const found = await fc.check(property as fc.IAsyncProperty<unknown>, limits)
  expect(found.failed && !found.interrupted ? fc.defaultReportMessage(found) : '').toBe('')
})
