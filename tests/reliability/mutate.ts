/**
 * `npm run mutate`: breaks each line of mutations.json in a copy of the project, and runs the tests that must notice. What no test notices survives
 * and is printed; then the exit code is 1, as it is where a line no longer exists or nothing could be decided.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { commandLine } from '../command-line.ts'
import { type Mutation, type MutationReport, mutated, MUTATIONS, type Verdict } from './mutations.ts'
import { type NamedTest, runTests, type TestRun } from './named-tests.ts'

const ROOT = resolve(import.meta.dirname, '../..')
/** Neither read nor written by tests that are run here. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage', 'data'])

/** The tests of all mutations together, while nothing is broken. */
const UNBROKEN_MS = 30 * 60_000
/** The tests of one mutation take some seconds. A mutation that lets something take for ever is noticed by a run without an end. */
const MUTATED_MS = 3 * 60_000

const program = commandLine('mutate', 'Shows that tests notice where a guard is broken.')
  .option('--only <text>', 'only mutations whose file, rule, line or test contains this')
  .option('--report <file>', 'writes what came of each, as JSON')
  .parse()
const { only = '', report } = program.opts<{ readonly only?: string; readonly report?: string }>()

const copyOfProject = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-mutate-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  for (const name of readdirSync(ROOT))
    if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(folder, name), { recursive: true, verbatimSymlinks: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const testOf = ({ test: file, name }: Mutation): NamedTest => ({ file, name })

type Result = { readonly verdict: Verdict; readonly why: string }

const resultOf = ({ ended, files }: TestRun): Result => {
  const [first] = [...files.values()].flatMap(({ failed }) => failed)
  const passed = [...files.values()].flatMap((one) => one.passed)
  if (first !== undefined) return { verdict: 'killed', why: first }
  if (!ended) return { verdict: 'killed', why: `the tests do not end within ${MUTATED_MS / 60_000} minutes` }
  if (passed.length > 0) return { verdict: 'survived', why: `${passed.length} tests passed` }
  return { verdict: 'undecided', why: 'no test ran: the code is broken, or no test has this name' }
}

const tryMutation = async (folder: string, mutation: Mutation): Promise<Result> => {
  const file = join(folder, mutation.file)
  const original = readFileSync(file, 'utf8')
  const changed = mutated(original, mutation)
  if (typeof changed === 'string') return { verdict: 'undecided', why: changed }
  writeFileSync(file, changed.text)
  try {
    return resultOf(await runTests(folder, [testOf(mutation)], { giveUpMs: MUTATED_MS, bail: true }))
  } finally {
    writeFileSync(file, original)
  }
}

/** Why the tests of a mutation show nothing, by their file and name: they fail, or are not there, while nothing is broken. */
const unfitTests = async (folder: string, mutations: readonly Mutation[]): Promise<(mutation: Mutation) => string | null> => {
  const { files } = await runTests(folder, mutations.map(testOf), { giveUpMs: UNBROKEN_MS, bail: false })
  return ({ test, name }) => {
    const meant = (names: readonly string[] = []): readonly string[] => names.filter((full) => full.includes(name))
    const [failed] = meant(files.get(test)?.failed)
    if (failed !== undefined) return `fails before anything is broken: ${failed}`
    return meant(files.get(test)?.passed).length === 0 ? `there is no such test: ${name}` : null
  }
}

const describe = ({ file, before, after }: Mutation): string => `${file}\n    - ${before}\n    + ${after}`

const chosen = MUTATIONS.filter((mutation) => Object.values(mutation).some((text) => text.includes(only)))
if (chosen.length === 0) program.error('No mutation contains this.')
const folder = copyOfProject()
const whyUnfit = await unfitTests(folder, chosen)
const results: MutationReport[number][] = []
for (const mutation of chosen) {
  const why = whyUnfit(mutation)
  const result = why === null ? await tryMutation(folder, mutation) : ({ verdict: 'undecided', why } as const)
  results.push({ ...mutation, ...result })
  process.stdout.write(`${result.verdict.padEnd(9)} ${describe(mutation)}\n`)
  if (result.verdict !== 'killed') process.stdout.write(`    ${mutation.test}: ${result.why}\n`)
}
const killed = results.filter(({ verdict }) => verdict === 'killed').length
process.stdout.write(`${killed} of ${chosen.length} killed\n`)
if (report !== undefined) writeFileSync(report, `${JSON.stringify(results, null, 2)}\n`)
process.exitCode = killed === chosen.length ? 0 : 1
