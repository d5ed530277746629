import { expect, test } from 'vitest'
import { openEncoder } from '../../../src/understand/encoder/open-encoder.ts'

test('the runtime is told to send nothing home before a thread loads it', () => {
  delete process.env.ORT_DISABLE_TELEMETRY
  const encoder = openEncoder(new URL('../../../models/encoder', import.meta.url).pathname)
  expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1')
  expect(encoder).toHaveProperty('revision')
})
