import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

type Locked = { readonly version?: string; readonly license?: string; readonly dev?: boolean }
export const lock = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
  readonly packages: Record<string, Locked>
}
/** Those that run in the service. */
export const installed = Object.entries(lock.packages)
  .filter(([path, { dev = false }]) => path !== '' && !dev)
  .map(([path, { version = '', license = 'unknown' }]) => ({ name: path.replace(/^.*node_modules\//, ''), version, license }))
