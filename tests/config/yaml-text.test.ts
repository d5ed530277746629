import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { describe, expect, test } from 'vitest'
import { readYaml } from '../../src/config/yaml-text.ts'

const config = join(import.meta.dirname, '../../config')
const committed = readdirSync(config, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))

/** What the full parser makes of a text; undefined where it has any complaint. */
const fully = (text: string): unknown => {
  const document = parseDocument(text)
  return document.errors.length + document.warnings.length > 0 ? undefined : document.toJS()
}

/** What we make of it; undefined where we report a problem. */
const ours = (text: string): unknown => {
  const read = readYaml(text)
  return read.ok ? read.value : undefined
}

describe('js-yaml reads, and as yaml does', () => {
  test.each(committed)('%s', (name) => {
    const text = readFileSync(join(config, name), 'utf8')
    expect(ours(text)).toEqual(parse(text))
  })

  test.each([
    ['an anchor', 'a: &x 1\nb: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['an unknown tag', 'a: !age 1\n'],
    ['a block scalar', 'a: |\n  text\n'],
    ['an escape', 'a: "\\u00e9"\n'],
    ['a tab', 'a:\tb\n'],
    ['text over two lines', 'a: one\n  two\n'],
    ['text over two lines in a list', 'a: [one\n  two]\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a key twice in braces', 'a: { b: 1, b: 2 }\n'],
    ['a colon in text', 'a: b: c\n'],
    ['an empty value', 'a:\nb: 1\n'],
    ['a number with an exponent', 'a: 1.5e3\n'],
    ['a hexadecimal number', 'a: 0x1F\n'],
    ['a zero in front', 'a: 007\n'],
    ['an underscore in a number', 'a: 1_000\n'],
    ['null', 'a: null\n'],
    ['yes and no, which are text', 'a: [yes, no, on, off]\n'],
    ['a date, which is text', 'a: 2026-11-28\n'],
    ['a merge key, which is a key', '<<: { a: 1 }\n'],
    ['a list that closes too far left', 'a:\n  b: [1,\n]\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['__proto__', '__proto__: { a: 1 }\n'],
    ['a list at the top', '- a\n'],
    ['no document', '# nothing\n'],
    ['a missing comma', 'a: [b c: d]\n'],
    ['an empty entry', 'a: [b,, c]\n'],
    ['an unclosed list', 'a: [b, c\n'],
  ])('%s', (_, text) => expect(ours(text)).toEqual(fully(text)))

  test('shuffled pieces of YAML', () => {
    const pieces = [
      'a: ',
      'b: ',
      '- ',
      '  ',
      '\n',
      '[',
      ']',
      '{',
      '}',
      ', ',
      ',',
      ': ',
      '#c',
      ' # c',
      'x',
      'é',
      '.fr',
      '12',
      '4G',
      "'",
      '"',
      '*',
      'true',
      "it''s",
      '-',
      '?',
      '|',
      '~',
      'a:b',
      '\n  ',
    ]
    let state = 7
    const next = (below: number): number => {
      // A fixed sequence: the same texts on every run.
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * below)
    }
    let answered = 0
    for (let round = 0; round < 10_000; round += 1) {
      const text = `k: ${Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)]).join('')}`
      const value = ours(text)
      // A key that is null is named "null" or "": no file of ours has either.
      if (value === undefined || JSON.stringify(value).includes('"null":')) continue
      answered += 1
      expect({ text, value }).toEqual({ text, value: fully(text) })
    }
    expect(answered).toBeGreaterThan(500)
  })
})
