/** `npm ci` on a bare machine: no Python, no compiler. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import project from '../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '..')
type Locked = { readonly gypfile?: boolean; readonly hasInstallScript?: boolean }
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { readonly packages: Record<string, Locked> }
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')

// npm asks the lock file alone, whatever the package says of itself, and `npm install` leaves it out there.
test('nothing is compiled: what has sources in C says "gypfile": false in package-lock.json', () => {
  const compiled = packages.filter(([path, { gypfile }]) => existsSync(join(root, path, 'binding.gyp')) && gypfile !== false)
  expect(compiled.map(([path]) => path)).toEqual([])
})

test('the only package that runs anything while it is installed is Node', () => {
  const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true)
  const allowed: Readonly<Record<string, boolean | undefined>> = project.allowScripts
  const names = scripts.map(([path]) => path.replace('node_modules/', ''))
  // PostgreSQL's programs, for the tests only, have one that makes links; tests/store/postgres-cluster.ts makes them.
  expect(names.filter((name) => allowed[name] !== false)).toEqual(['node'])
  expect(Object.keys(allowed).filter((name) => allowed[name] === true)).toEqual(['node'])
})
