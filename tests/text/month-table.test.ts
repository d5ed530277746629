import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { monthTable } from '../eval/build-months.ts'

test('the table of months says what the runtime knows of them; npm run build:months writes it anew', () => {
  expect(readFileSync(join(import.meta.dirname, '../../src/words/months.json'), 'utf8')).toBe(monthTable())
})
