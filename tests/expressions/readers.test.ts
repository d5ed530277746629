import { afterAll, expect, test } from 'vitest'
import { createRunner } from './ends-in-time.ts'
import { READERS } from './readers.ts'

const runner = createRunner()
afterAll(runner.close)

test.each(Object.keys(READERS))('%s: half a million characters end', { timeout: 90_000 }, async (name) => {
  expect(await runner.ends({ kind: 'reader', name, size: 500_000 })).toBe(true)
})
