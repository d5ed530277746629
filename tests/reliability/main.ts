/** `npm run build:reliability`: docs/reliability.md out of what the tests said when they ran, by the JSON reports of Vitest. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { commandLine } from '../command-line.ts'
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
  .argument('<reports...>', 'JSON reports, the newest last')
  .parse()

const reports = program.args.map((file): Report => {
  if (!existsSync(file)) program.error(`There is no report ${file}.`)
  return JSON.parse(readFileSync(file, 'utf8')) as Report
})
const files = new Map<string, readonly Outcome[]>()
for (const { testResults } of reports)
  for (const { name, assertionResults } of testResults)
    files.set(
      relative(ROOT, name),
      assertionResults.map(({ fullName, status }) => ({
        name: fullName,
        hasPassed: status === 'passed',
        hasRun: status !== 'skipped' && status !== 'pending',
      })),
    )
const day = new Date(Math.max(...reports.map(({ startTime }) => startTime))).toISOString().slice(0, 10)
const typed: Rules = Object.fromEntries(
  Object.entries(rules).map(([section, list]) => [
    section,
    list.map(([rule = '', file = '', tests = '']) => ({ rule, file, tests })),
  ]),
)
writeFileSync(join(ROOT, 'docs/reliability.md'), reliabilityTable(typed, files, day))
