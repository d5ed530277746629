/** Long runs of what any expression of the source code repeats, other ones every time, through everything that reads foreign text. */
import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createRunner } from './ends-in-time.ts'
import { type Repetition, repetitions } from './repetitions.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const runner = createRunner()
afterAll(runner.close)

const ENOUGH_MS = 30_000
const LENGTH = 100_000
/** Linear work takes a hundredth of it; quadratic work ten times as long. */
const SUSPECT_MS = 1_000

/** What took long is tried at ten times the length, where quadratic work takes minutes: a slow machine only tries more. */
const endsOn = async ({ textOf }: Repetition): Promise<boolean> => {
  const startedAt = performance.now()
  if (!(await runner.ends({ kind: 'text', text: textOf(LENGTH) }))) return false
  return performance.now() - startedAt < SUSPECT_MS || (await runner.ends({ kind: 'text', text: textOf(10 * LENGTH) }))
}

test(`every reader ends on long repetitions (seed ${seed})`, async () => {
  const { atoms, texts } = repetitions()
  expect(atoms).toBeGreaterThan(300)
  const enoughAt = performance.now() + ENOUGH_MS
  // Not fast-check's own limit, which ends a run that has found something too.
  const ends = fc.asyncProperty(texts, async (text) => performance.now() > enoughAt || (await endsOn(text)))
  const found = await fc.check(ends, { seed, numRuns: 2_000, endOnFailure: true })
  const first = found.counterexample?.[0]
  const report = fc.defaultReportMessage(found) ?? ''
  expect(first === undefined ? '' : `${first.site}: ${first.atom}\n${report.slice(0, 500)}`).toBe('')
})
