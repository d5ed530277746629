/** Holds the order of ARCHITECTURE.md: who may import whom, which folders stay pure, and that there is no cycle. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted()

const BELOW = ['text', 'model', 'lib']
const STAGES = ['config', 'fetch', 'parse', 'enrich', 'grouping', 'publish', 'store']
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  model: ['text', 'lib'],
  text: ['lib', 'model'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, BELOW])),
  web: ['store', 'publish', ...BELOW],
  ingest: [...STAGES, ...BELOW],
  websub: ['fetch', 'store', ...BELOW],
  schedule: ['ingest', 'websub', 'web', ...STAGES, ...BELOW],
  app: ['schedule', 'ingest', 'websub', 'web', ...STAGES, ...BELOW],
  cli: ['app', 'schedule', 'ingest', 'websub', 'web', ...STAGES, ...BELOW],
  main: ['cli'],
}
/** Values in, values out: no clock, no disk, no network of their own. */
const PURE = new Set(['parse', 'enrich', 'grouping', 'publish', 'text', 'model', 'lib'])
const IO_MODULES =
  /^(node:(fs|net|http|https|http2|dns|tls|child_process|worker_threads|cluster|dgram)(\/|$)|undici|better-sqlite3|pg|pino|hono|@hono\/)/
const AMBIENT = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)|\bprocess\.(env|argv|cwd|stdout|stderr)\b/

const folderOf = (file: string): string => {
  const [top = ''] = file.split('/')
  return top.replace(/\.ts$/, '')
}

type Import = { readonly from: string; readonly to: string }
const importsOf = (file: string): readonly Import[] => {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:[^'"]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => ({ from: file, to: match[1] ?? match[2] ?? '' }))
}
const local = ({ from, to }: Import): string | null =>
  to.startsWith('.') ? relative(root, resolve(root, dirname(from), to)) : null

describe('the tree is the pipeline', () => {
  test('there is something to check', () => expect(files.length).toBeGreaterThan(10))

  test.each(files)('%s imports only what stands below it', (file) => {
    const top = folderOf(file)
    const allowed = MAY_IMPORT[top]
    expect(allowed, `${top} has no place in the order; add it to ARCHITECTURE.md and here`).toBeDefined()
    const wrong = importsOf(file)
      .map((found) => local(found))
      .filter((target): target is string => target !== null && !target.endsWith('.json'))
      .filter((target) => folderOf(target) !== top && allowed?.includes(folderOf(target)) !== true)
    expect(wrong).toEqual([])
  })

  test.each(files.filter((file) => PURE.has(folderOf(file))))('%s is pure', (file) => {
    const modules = importsOf(file).map(({ to }) => to)
    expect(modules.filter((name) => IO_MODULES.test(name))).toEqual([])
    const code = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    expect(code.match(AMBIENT)?.[0]).toBeUndefined()
  })

  test('no barrel files', () => expect(files.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([]))

  test('no cycle', () => {
    const edges = new Map(files.map((file) => [file, importsOf(file).flatMap((found) => local(found) ?? [])]))
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
        return
      }
      state.set(file, 'open')
      for (const target of edges.get(file) ?? []) visit(target, [...path, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })
})
