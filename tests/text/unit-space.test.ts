import { expect, test } from 'vitest'
import { createUnitSpace } from '../../src/text/unit-space.ts'

const textIn = (units: Uint16Array, size: number): string => String.fromCharCode(...units.subarray(0, size))

test.each(['plain', 'Zürich', 'Київ 域名', '😀', '\ud800 alone'])('the units of %j are those of the text', (text) =>
  expect(textIn(createUnitSpace().fill(text), text.length)).toBe(text),
)

test('what stood here stays where more room is needed', () => {
  const space = createUnitSpace()
  space.fill('kept')
  expect(textIn(space.roomFor(100_000), 4)).toBe('kept')
})
