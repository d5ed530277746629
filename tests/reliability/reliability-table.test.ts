import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reliabilityTable } from './reliability-table.ts'
import rules from './rules.json' with { type: 'json' }

const ROOT = resolve(import.meta.dirname, '../..')
const all = Object.values(rules).flat()

describe('the rules', () => {
  test.each(all.map(([rule = '', file = '', tests = '']) => [rule, file, tests] as const))(
    '%s: there is such a test',
    (_, file, tests) => {
      expect(existsSync(join(ROOT, file))).toBe(true)
      // Names of parametrised tests are made when they run: their beginning stands in the file, or in what it imports.
      const text = readFileSync(join(ROOT, file), 'utf8') + readFileSync(join(ROOT, 'tests/hostile/attacks.ts'), 'utf8')
      const words = tests.split(' ').slice(-3).join(' ')
      expect(text).toContain(words)
    },
  )
})

test('a rule has passed if all its tests have; it has failed if one did, and was not run if there is none', () => {
  const rule = (tests: string, file = 'a.test.ts') => ({ rule: tests, file, tests })
  const outcomes = [
    { name: 'doors hold', hasPassed: true, hasRun: true },
    { name: 'doors are shut', hasPassed: true, hasRun: true },
    { name: 'windows hold', hasPassed: false, hasRun: true },
    { name: 'roofs hold', hasPassed: false, hasRun: false },
  ]
  const written = reliabilityTable(
    { House: ['doors', 'windows', '', 'roofs'].map((tests) => rule(tests)) },
    { files: new Map([['a.test.ts', outcomes]]), mutations: [], day: '2026-11-28' },
  )
  expect(written.match(/\| (?:passed|\*\*failed|not run)[^|]*\|/gm)).toEqual([
    '| passed (2) |',
    '| **failed** (1 of 1) |',
    '| **failed** (1 of 3) |',
    '| not run |',
  ])
})

test('beside a rule stand its mutations, each with what has changed in its line', () => {
  const mutation = { rule: 'doors', file: 'src/door.ts', test: 'a.test.ts', name: '', why: '' }
  const written = reliabilityTable(
    { House: [{ rule: 'doors', file: 'a.test.ts', tests: '' }] },
    {
      files: new Map(),
      day: '2026-11-28',
      mutations: [
        { ...mutation, before: 'if (a || b) shut()', after: 'if (a) shut()', verdict: 'killed' },
        { ...mutation, before: 'lock()', after: '', verdict: 'survived' },
        { ...mutation, rule: 'windows', before: 'x', after: 'y', verdict: 'killed' },
      ],
    },
  )
  expect(written).toContain(
    '| not run | killed: `src/door.ts` `\\|\\| b` → nothing<br>**survived**: `src/door.ts` `lock()` → nothing |',
  )
})
