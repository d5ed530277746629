// Keeps src/, and the bench that measures it, without their types beside the packages, each file named by the hash of what it was made
// of: what is out of date is never found.
import { hash } from 'node:crypto'
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = dirname(import.meta.dirname)
const KEPT = join(root, 'node_modules', '.cache', 'polywire')

export const SOURCE = pathToFileURL(join(root, '/')).href
/** `text`: of a TypeScript file, as bytes. */
export const plainFileOf = (text) => join(KEPT, `${hash('sha1', text)}.js`)

const keepAll = () => {
  mkdirSync(KEPT, { recursive: true })
  const kept = new Set()
  for (const path of globSync('{src,tests/bench}/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, path))
    const plain = plainFileOf(text)
    kept.add(plain)
    // A process that starts meanwhile finds all of a file or none.
    const unfinished = `${plain}.${process.pid}`
    writeFileSync(unfinished, stripTypeScriptTypes(text.toString()))
    renameSync(unfinished, plain)
  }
  for (const name of readdirSync(KEPT))
    if (name.endsWith('.js') && !kept.has(join(KEPT, name))) rmSync(join(KEPT, name), { force: true })
}

if (process.argv[1] === import.meta.filename) keepAll()
