import { expect, test } from 'vitest'
import { addCorrection, dropCorrections } from '../../src/config/edit-decisions.ts'
import { configurationOf } from './folder.ts'

const A = `a${'0'.repeat(20)}`
const B = `a${'b'.repeat(20)}`
const S = `s${'c'.repeat(20)}`
const TEXT = `# What we decided
corrections:
  # two hearings
  - split: [${A}, "https://a.example/1"] # keep
    note: "not one: two"

  - { pin: ${B}, by: Ann, date: 2026-11-24 }
`
const stated = async (text: string) => {
  const { configuration } = await configurationOf({ 'corrections.yaml': text })
  return configuration.corrections.map(({ kind, of, note, by, date, line }) => ({ kind, of, note, by, date, line }))
}

test('what is written by hand is read, with its line', async () => {
  expect(await stated(TEXT)).toEqual([
    { kind: 'split', of: [A, 'https://a.example/1'], note: 'not one: two', by: null, date: null, line: 4 },
    { kind: 'pin', of: [B], note: null, by: 'Ann', date: '2026-11-24', line: 7 },
  ])
})

test('a correction is added on one line, and every comment stays', async () => {
  const text = addCorrection(TEXT, { join: [S, 'https://a.example/x?a=1,2#b'], note: 'one: ruling' })
  expect(text.startsWith(TEXT)).toBe(true)
  expect(text.slice(TEXT.length).trimEnd().split('\n')).toHaveLength(1)
  expect((await stated(text))[2]).toMatchObject({ kind: 'join', of: [S, 'https://a.example/x?a=1,2#b'], note: 'one: ruling' })
})

test('adding and dropping leaves the file as it was', () => {
  expect(dropCorrections(addCorrection(TEXT, { never: [A, B] }), [2])).toBe(TEXT)
  expect(dropCorrections(TEXT, [1])).not.toContain('pin')
})

test.each(['', '# nothing yet\n', 'corrections:\n', 'corrections: []\n'])('an empty file is filled: %j', async (empty) => {
  expect(await stated(addCorrection(empty, { pin: A }))).toMatchObject([{ kind: 'pin', of: [A] }])
})

test('a file that is not YAML is not touched', () => {
  expect(() => addCorrection('corrections: [', { pin: A })).toThrow(/not valid YAML/)
})

test('what is dropped takes nothing else with it', () => {
  const lines = TEXT.split('\n')
  expect(dropCorrections(TEXT, [0])).toBe(lines.filter((_, index) => index !== 3 && index !== 4).join('\n'))
  expect(dropCorrections(TEXT, [0, 1])).toContain('# What we decided')
})

test('a list on one line is added to as well', async () => {
  const text = addCorrection(`corrections: [{ pin: ${A} }] # all\n`, { pin: B })
  expect(await stated(text)).toMatchObject([{ of: [A] }, { of: [B] }])
  expect(text).toContain('# all')
})

test('a file without a line end at its end is added to', async () => {
  const text = addCorrection(`corrections:\n- pin: ${A}`, { pin: B })
  expect(text).toBe(`corrections:\n- pin: ${A}\n- { pin: ${B} }\n`)
})
