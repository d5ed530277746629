/** Whoever passes Polywire on, as an image for example, passes these packages on: under licences that ask for no more than to be named. */
import { expect, test } from 'vitest'
import { installed } from './installed-packages.ts'

const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'Apache-2.0',
  'PSF-2.0',
  'Unicode-3.0',
])

/** `MIT AND Apache-2.0`: both count; `(MIT OR GPL-2.0)`: one is enough. */
const isAllowed = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => ALLOWED.has(part)))

test('a licence of several is allowed if all that must be, or one that may be chosen, is', () => {
  expect(['MIT AND Apache-2.0', '(MIT OR GPL-2.0-only)'].map(isAllowed)).toEqual([true, true])
  expect(['MIT AND GPL-2.0-only', 'unknown', 'SEE LICENSE IN LICENSE'].map(isAllowed)).toEqual([false, false, false])
})
test('every package that runs in the service has a licence that may be passed on', () => {
  expect(installed.length).toBeGreaterThan(50)
  expect(installed.filter(({ license }) => !isAllowed(license))).toEqual([])
})
