import { expect, test } from 'vitest'
import { textOfUnits } from '../../src/text/text-of-units.ts'

const unitsOf = (text: string): Uint16Array => Uint16Array.from(text, (unit) => unit.charCodeAt(0))

test.each(['', 'plain', 'Zürich ÿ\u0000', 'Київ', 'Ā after Latin-1', '域名', '\ufeffmark', '\ud800 alone'])(
  'units of %j give the same text again',
  (text) => {
    const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    expect(textOfUnits(units, units.length)).toBe(text.toWellFormed())
  },
)

test('only the units asked for are read, whatever a longer text before left behind', () => {
  textOfUnits(unitsOf('x'.repeat(20_000)), 20_000)
  expect(textOfUnits(unitsOf('short text'), 5)).toBe('short')
})
