/** Whoever passes Polywire on, as an image for example, passes these packages on: under licences that ask for no more than to be named. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
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

type Locked = { readonly version?: string; readonly license?: string; readonly dev?: boolean }
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { readonly packages: Record<string, Locked> }
const installed = Object.entries(lock.packages)
  .filter(([path, { dev = false }]) => path !== '' && !dev)
  .map(([path, { version = '', license = 'unknown' }]) => ({ name: path.replace(/^.*node_modules\//, ''), version, license }))

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
type Component = {
  readonly name: string
  readonly version: string
  readonly licenses?: readonly unknown[]
  readonly properties?: readonly { readonly name: string }[]
}
const isOfDevelopment = ({ properties = [] }: Component): boolean =>
  properties.some(({ name }) => name === 'cdx:npm:package:development')
const isWithLicence = ({ licenses = [] }: Component): boolean => licenses.length > 0

/** npm lists a package once for both, and marks it as a tool. */
const ofBoth = new Set(
  Object.entries(lock.packages)
    .filter(([, { dev = false }]) => dev)
    .map(([path, { version = '' }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`),
)

// With --omit dev, npm leaves out what both the service and a tool of ours need.
test('npm run sbom lists each of them with its version and licence, and marks the tools', { timeout: 60_000 }, () => {
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8', maxBuffer: 50_000_000 })
  const { components } = JSON.parse(text) as { readonly components: readonly Component[] }
  const listed = new Set(
    components
      .filter((one) => isWithLicence(one) && (!isOfDevelopment(one) || ofBoth.has(`${one.name} ${one.version}`)))
      .map(({ name, version }) => `${name} ${version}`),
  )
  expect(installed.map(({ name, version }) => `${name} ${version}`).filter((one) => !listed.has(one))).toEqual([])
  expect(components.filter(isOfDevelopment).map(({ name }) => name)).toContain('vitest')
})
