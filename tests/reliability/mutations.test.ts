/** That each mutation can be made, and for which rule; `npm run mutate` shows that tests notice it. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { mutated, MUTATIONS } from './mutations.ts'
import rules from './rules.json' with { type: 'json' }

const ROOT = resolve(import.meta.dirname, '../..')
const known = new Set(Object.values(rules).flatMap((list) => list.map(([rule]) => rule)))

test('there are sixty mutations and more, none of them twice', () => {
  const texts = MUTATIONS.map(({ file, before, after, name }) => [file, before, after, name].join('\n'))
  expect(new Set(texts).size).toBe(texts.length)
  expect(texts.length).toBeGreaterThanOrEqual(60)
})

test.each(MUTATIONS.map((mutation) => [mutation.file, mutation.before, mutation] as const))('%s: %s', (file, _, mutation) => {
  const { rule, test: tests, name, before, after } = mutation
  expect(known).toContain(rule)
  expect(after).not.toBe(before)
  expect(mutated(readFileSync(join(ROOT, file), 'utf8'), mutation)).toHaveProperty('text')
  // Names of parametrised tests are made when they run.
  expect(existsSync(join(ROOT, tests)) && readFileSync(join(ROOT, tests), 'utf8')).toContain(
    name.split(' ').slice(-3).join(' '),
  )
})

test('a line that is no longer there, or there twice, is named; another is replaced where it stands', () => {
  const text = 'a {\n  b\n  c\n}\nc'
  expect(mutated(text, { before: 'd', after: 'x' })).toBe('this line no longer exists')
  expect(mutated(text, { before: 'c', after: 'x' })).toBe('this line exists 2 times')
  expect(mutated(text, { before: 'b', after: 'x' })).toEqual({ text: 'a {\n  x\n  c\n}\nc' })
})
