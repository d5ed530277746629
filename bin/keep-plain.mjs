// Keeps src/, and the bench that measures it, without their types beside the packages, each file named by the hash of what it was made
// of: what is out of date is never found.
import { hash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = dirname(import.meta.dirname)
const KEPT = join(root, 'node_modules', '.cache', 'polywire')

export const SOURCE = pathToFileURL(join(root, '/')).href
const plainFileOf = (text) => join(KEPT, `${hash('sha1', text)}.js`)
/** Last in each file: a machine that loses its power may leave the name of a file and nothing, or not all, of what was written. */
const END = '\n// whole\n'

/** What is kept of a TypeScript file, whose bytes these are; null: nothing that is whole. */
export const plainTextOf = (text) => {
  const file = plainFileOf(text)
  const plain = existsSync(file) ? readFileSync(file) : null
  return plain?.subarray(-END.length).toString() === END ? plain : null
}

const keepAll = () => {
  mkdirSync(KEPT, { recursive: true })
  const kept = new Set()
  for (const path of globSync('{src,tests/bench}/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, path))
    const plain = plainFileOf(text)
    kept.add(plain)
    // A process that starts meanwhile finds all of a file or none.
    const unfinished = `${plain}.${process.pid}`
    writeFileSync(unfinished, stripTypeScriptTypes(text.toString()) + END)
    renameSync(unfinished, plain)
  }
  for (const name of readdirSync(KEPT))
    if (name.endsWith('.js') && !kept.has(join(KEPT, name))) rmSync(join(KEPT, name), { force: true })
}

if (process.argv[1] === import.meta.filename) keepAll()
