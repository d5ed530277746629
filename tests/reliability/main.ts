/** `npm run build:reliability`: docs/reliability.md out of what the tests said when they ran, by the JSON reports of Vitest and of `npm run mutate`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { commandLine } from '../command-line.ts'
import type { MutationReport } from './mutations.ts'
import { type Outcome, reliabilityTable, type Rules } from './reliability-table.ts'
import rules from './rules.json' with { type: 'json' }

const ROOT = resolve(import.meta.dirname, '../..')

type Report = {
  readonly startTime: number
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

const program = commandLine(
  'build:reliability',
  'Writes docs/reliability.md out of reports: vitest run --reporter=json --outputFile=REPORT',
)
  .option('--mutations <report>', 'what `npm run mutate -- --report REPORT` wrote')
  .argument('<reports...>', 'JSON reports, the newest last')
  .parse()

const readReport = (file: string): unknown => {
  if (!existsSync(file)) program.error(`There is no report ${file}.`)
  return JSON.parse(readFileSync(file, 'utf8'))
}
const reports = program.args.map((file) => readReport(file) as Report)
const { mutations: mutated } = program.opts<{ readonly mutations?: string }>()
const mutations = mutated === undefined ? [] : (readReport(mutated) as MutationReport)
/** By file and name: a file of the store's contract is in the reports of two rings. */
const outcomes = new Map<string, Map<string, Outcome>>()
for (const { testResults } of reports)
  for (const { name: path, assertionResults } of testResults) {
    const file = relative(ROOT, path)
    const ofFile = outcomes.get(file) ?? new Map<string, Outcome>()
    outcomes.set(file, ofFile)
    for (const { fullName: name, status } of assertionResults)
      ofFile.set(name, { name, hasPassed: status === 'passed', hasRun: status !== 'skipped' && status !== 'pending' })
  }
const files = new Map([...outcomes].map(([file, ofFile]) => [file, [...ofFile.values()]]))
const day = new Date(Math.max(...reports.map(({ startTime }) => startTime))).toISOString().slice(0, 10)
const typed: Rules = Object.fromEntries(
  Object.entries(rules).map(([section, list]) => [
    section,
    list.map(([rule = '', file = '', tests = '']) => ({ rule, file, tests })),
  ]),
)
writeFileSync(join(ROOT, 'docs/reliability.md'), reliabilityTable(typed, { files, mutations, day }))
