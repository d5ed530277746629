import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { installed, lock } from './installed-packages.ts'

const root = resolve(import.meta.dirname, '..')

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
test('npm run sbom lists each of them with its version and licence, and marks the tools', () => {
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
