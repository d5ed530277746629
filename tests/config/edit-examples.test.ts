import { expect, test } from 'vitest'
import { addExample } from '../../src/config/edit-examples.ts'

const EXAMPLE = { text: 'Floods: thousands flee', language: 'en', was: 0.43 }
const WRITTEN = '{ text: "Floods: thousands flee", language: en, was: 0.43 }'

test('an example is added to its topic, and comments stay', () => {
  const before =
    'topics:\n  # water\n  - id: floods\n    label: Floods\n    examples:\n      match:\n        - River bursts its banks\n'
  expect(addExample(before, 'floods', 'match', EXAMPLE)).toBe(`${before}        - ${WRITTEN}\n`)
})

test('a file without the topic, or without anything, gets an entry for it', () => {
  expect(addExample('', 'floods', 'miss', EXAMPLE)).toBe(
    `topics:\n  - id: floods\n    examples:\n      miss:\n        - ${WRITTEN}\n`,
  )
  expect(addExample('topics:\n  - { id: fire, label: Fires }\n', 'floods', 'miss', EXAMPLE)).toContain('  - id: floods\n')
})

test('what is no YAML is not touched', () => {
  expect(() => addExample('topics: [', 'floods', 'match', EXAMPLE)).toThrow('topics.yaml is not valid YAML')
})
