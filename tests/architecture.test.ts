/** Holds the order and the laws of ARCHITECTURE.md over every file of src/. Lists of exceptions may only shrink. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted()

/** What each folder may import besides itself: what stands below it, never its siblings. */
const GROUND = ['text', 'model', 'lib', 'threads']
const STAGES = ['config', 'fetch', 'parse', 'enrich', 'understand', 'publish', 'store']
const ROLES = ['log', 'ingest', 'grouping', 'delivery', 'websub', 'embeddings', 'translation', 'web', 'maintenance']
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  threads: ['lib'],
  model: ['text', 'lib'],
  text: ['lib', 'model'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, GROUND])),
  log: ['fetch', 'store', ...GROUND],
  grouping: ['log', 'store', ...GROUND],
  web: ['log', 'store', 'publish', ...GROUND],
  websub: ['log', 'fetch', 'store', ...GROUND],
  embeddings: ['fetch', ...GROUND],
  translation: ['fetch', 'store', 'publish', ...GROUND],
  delivery: ['log', 'fetch', 'store', 'publish', ...GROUND],
  maintenance: ['enrich', 'store', 'publish', ...GROUND],
  ingest: ['grouping', ...STAGES, ...GROUND],

  server: [...ROLES, ...STAGES, ...GROUND],
  cli: ['server', ...ROLES, ...STAGES, ...GROUND],
  main: ['cli', 'server'],
}

/** Values in, values out: no clock, disk, network, chance or environment of their own. */
const PURE = new Set(['parse', 'enrich', 'grouping', 'publish', 'understand', 'text', 'model', 'lib'])
/**
 * The loop around the pure decisions: it reads the log and commits plans through the store's port. And what is around the pure parts of the
 * encoder: its files, its session and its thread.
 */
const IMPURE_FILES = new Set([
  'grouping/grouper.ts',
  ...['encoder-thread', 'local-encoder', 'model-files', 'open-encoder', 'session', 'without-telemetry'].map(
    (name) => `understand/encoder/${name}.ts`,
  ),
])
const IO_MODULES =
  /^(node:(fs|net|http|https|http2|dns|tls|child_process|worker_threads|cluster|dgram)(\/|$)|undici|better-sqlite3|pg|pino|hono|@hono\/|onnxruntime-node)/
const ENVIRONMENT = /\bprocess\.(env|argv|cwd|stdout|stderr)\b/
const CLOCK_OR_CHANCE =
  /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\brandom(Bytes|UUID)\b[^'\n]*'node:crypto'/

/** Only the wiring owns clock and chance; everybody else is handed them. */
const OWNS_CLOCK_OR_CHANCE = new Set(['server/clock.ts'])
/** Tables that are filled at load, or remember pure results: the same key always has the same value. */
const MEMO_TABLES = new Set([
  'enrich/language/chinese.ts: kinds',
  'enrich/language/language-tag.ts: known',
  'lib/zoned-time.ts: formats',
  'parse/dates/time-zones.ts: formatters',
  'text/characters.ts: CODE_UNIT_FLAGS',
  'text/month-names.ts: byLanguage',
  'text/normal-form.ts: foldedCharacters',
  'text/normal-form.ts: foldedUnits',
])

const folderOf = (file: string): string => {
  const [top = ''] = file.split('/')
  return top.replace(/\.ts$/, '')
}
const textOf = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const codeOf = (file: string): string => (textOf.get(file) ?? '').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

type Import = { readonly from: string; readonly to: string }
const IMPORT = /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:[^'"]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
const importsOf = (file: string): readonly Import[] =>
  [...(textOf.get(file) ?? '').matchAll(IMPORT)].map((match) => ({ from: file, to: match[1] ?? match[2] ?? '' }))
const local = ({ from, to }: Import): string | null =>
  to.startsWith('.') ? relative(root, resolve(root, dirname(from), to)) : null

/** What breaks a law without being an exception, and exceptions that are no longer needed: lists may only shrink. */
const against = (exceptions: ReadonlySet<string>, found: Iterable<string>) => {
  const all = new Set(found)
  return {
    wrong: [...all].filter((name) => !exceptions.has(name)),
    exceptionsNoLongerNeeded: [...exceptions].filter((name) => !all.has(name)),
  }
}
const NOTHING = { wrong: [], exceptionsNoLongerNeeded: [] }

const imports = files.flatMap(importsOf)
const pureFiles = files.filter((file) => PURE.has(folderOf(file)) && !IMPURE_FILES.has(file))
const arrow = ({ from, to }: Import): string => `${from} → ${to}`

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(imports.length).toBeGreaterThan(files.length)
})

test('each folder has a place in the order', () =>
  expect(files.filter((file) => MAY_IMPORT[folderOf(file)] === undefined)).toEqual([]))

test('a file imports only what stands below its folder', () => {
  const isWrong = (found: Import): boolean => {
    const target = local(found)
    if (target === null || target.endsWith('.json')) return false
    const [from, to] = [folderOf(found.from), folderOf(target)]
    return from !== to && MAY_IMPORT[from]?.includes(to) !== true
  }
  expect(imports.filter(isWrong).map(arrow)).toEqual([])
})

test('a pure folder imports nothing that touches disk or network', () => {
  const isWrong = ({ from, to }: Import): boolean => pureFiles.includes(from) && IO_MODULES.test(to)
  expect(imports.filter(isWrong).map(arrow)).toEqual([])
})

test('a pure folder reads no environment, clock or chance', () =>
  expect(pureFiles.filter((file) => ENVIRONMENT.test(codeOf(file)) || CLOCK_OR_CHANCE.test(codeOf(file)))).toEqual([]))

test('a pure folder has no module-level let', () =>
  expect(pureFiles.filter((file) => /^(export )?let /m.test(codeOf(file)))).toEqual([]))

/** Statements at module level, as biome indents them. */
const statementsOf = (file: string): readonly string[] => codeOf(file).split(/\n(?=[a-z])/)
const COLLECTION = /^(?:export )?const (\w+)(?:: [^=]+)? = (?:new \w*(?:Array|Map|Set|Buffer)\b|Buffer\.alloc|\[|create\w*\()/
const FUNCTION = /^(?:export )?(?:async )?(?:function\b|const \w+(?:: [^=]+)? =(?: async)? *(?:<[^>]*>)?(?:\(|\w+ =>))/
const filledByFunctions = (file: string): readonly string[] => {
  const statements = statementsOf(file)
  const functions = statements.filter((statement) => FUNCTION.test(statement)).join('\n')
  const names = statements.flatMap((statement) => COLLECTION.exec(statement)?.[1] ?? [])
  const isFilled = (name: string): boolean =>
    new RegExp(
      `\\b${name}(?:\\.\\w+)?(?:\\[[^\\]]+\\] (?:[-+|]?=)[^=]|\\.(?:set|fill|add|push|clear|delete|copyWithin)\\()`,
    ).test(functions)
  return names.filter(isFilled).map((name) => `${file}: ${name}`)
}

test('a pure folder has no working space at module level', () =>
  expect(against(MEMO_TABLES, pureFiles.flatMap(filledByFunctions))).toEqual(NOTHING))

test('only the wiring owns clock and chance', () =>
  expect(
    against(
      OWNS_CLOCK_OR_CHANCE,
      files.filter((file) => CLOCK_OR_CHANCE.test(codeOf(file))),
    ),
  ).toEqual(NOTHING))

test('only the store imports a database engine', () => {
  const isWrong = ({ from, to }: Import): boolean => folderOf(from) !== 'store' && /^(better-sqlite3|pg)(\/|$)/.test(to)
  expect(imports.filter(isWrong).map(arrow)).toEqual([])
})

test('no two files have one name', () => {
  const names = files.map((file) => basename(file, '.ts'))
  const twice = names.filter((name, at) => names.indexOf(name) !== at)
  expect(twice).toEqual([])
})

test('there are no barrel files', () => expect(files.filter((file) => basename(file) === 'index.ts')).toEqual([]))

test('no import leads back to where it began', () => {
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

/** By the end of its name a test stands in a ring: docs/decisions/0026-rings-of-tests.md. */
const testFiles = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `tests/${file}`)
const RINGS = {
  facts: /\/[a-z0-9-]+\.test\.ts$/,
  engine: /\/[a-z0-9-]+\.engine\.test\.ts$/,
  system: /\/[a-z0-9-]+\.system\.test\.ts$/,
}

const CLUSTER = 'tests/store/postgres-databases.ts'
const OPENS_OR_STARTS =
  /^(?:node:child_process|node:cluster|playwright-core|src\/server\.ts|src\/main\.ts|src\/cli\/program\.ts)$/
/** Chooses by ring which engine it opens. */
const CHOOSES_ENGINE = 'tests/store/contract/engines.ts'
/** Starts nothing, and tries inputs at random for minutes. */
const SLOW = new Set(['tests/expressions/repetitions.system.test.ts', 'tests/hostile/fuzz/readers.system.test.ts'])
/** Simulates a day in threads. */
const SIMULATED = new Set(['tests/store/sharing/simulated-day.engine.test.ts'])

/** Files and packages that a file of tests loads; `import type` loads nothing. */
const VALUE_IMPORT =
  /(?:^|\n)\s*(?:import|export)\b(?!\s+type\b)[^'"\n;]*?(?:[^'"]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
const repository = resolve(import.meta.dirname, '..')
const loadsOf = new Map(
  testFiles.map((file) => {
    const text = readFileSync(join(repository, file), 'utf8')
    const found = [...text.matchAll(VALUE_IMPORT)].map((match) => match[1] ?? match[2] ?? '')
    const targets = found.map((to) => (to.startsWith('.') ? relative(repository, resolve(repository, dirname(file), to)) : to))
    return [file, { targets, text }]
  }),
)
/** The way from a test over its helpers to what it may not reach; what starts PostgreSQL starts nothing else. */
const wayTo = (file: string, isMeant: (target: string) => boolean, seen = new Set<string>()): readonly string[] | null => {
  if (seen.has(file) || file === CHOOSES_ENGINE) return null
  seen.add(file)
  for (const target of loadsOf.get(file)?.targets ?? []) {
    if (isMeant(target)) return [file, target]
    const way = target === CLUSTER ? null : wayTo(target, isMeant, seen)
    if (way !== null) return [file, ...way]
  }
  return null
}
const inRing = (ring: keyof typeof RINGS): readonly string[] => testFiles.filter((file) => RINGS[ring].test(file))
const waysFrom = (ring: keyof typeof RINGS, isMeant: (target: string) => boolean): readonly string[] =>
  inRing(ring).flatMap((file) => wayTo(file, isMeant)?.join(' → ') ?? [])
const opensOrStarts = (target: string): boolean => OPENS_OR_STARTS.test(target)

test('each test names its ring, or is a fact', () => {
  const placed = [inRing('facts'), inRing('engine'), inRing('system')]
  for (const files of placed) expect(files.length).toBeGreaterThan(15)
  expect(testFiles.filter((file) => file.endsWith('.test.ts')).toSorted()).toEqual(placed.flat().toSorted())
})
test('facts need no PostgreSQL: *.engine.test.ts', () => expect(waysFrom('facts', (target) => target === CLUSTER)).toEqual([]))
test.each(['facts', 'engine'] as const)('no %s test opens the application or starts a program: *.system.test.ts', (ring) =>
  expect(waysFrom(ring, opensOrStarts)).toEqual([]),
)
test('facts have clocks of their own', () =>
  expect(
    inRing('facts').filter(
      (file) => !file.endsWith('/architecture.test.ts') && /\bsystemClock\b/.test(loadsOf.get(file)?.text ?? ''),
    ),
  ).toEqual([]))
test('a test stands in the quickest ring that it can', () => {
  const startNothing = inRing('system').filter((file) => wayTo(file, opensOrStarts) === null)
  expect(against(SLOW, startNothing)).toEqual(NOTHING)
  const withoutCluster = inRing('engine').filter((file) => wayTo(file, (target) => target === CLUSTER) === null)
  expect(against(SIMULATED, withoutCluster)).toEqual(NOTHING)
})
