/** The rules that Polywire keeps, each with the tests that prove it, what these said, and the mutations of its guards. */
import type { MutationReport } from './mutations.ts'

/** `tests`: what the names of the tests in the file contain; empty: all of them. */
export type Rule = { readonly rule: string; readonly file: string; readonly tests: string }
export type Rules = Readonly<Record<string, readonly Rule[]>>
export type Outcome = { readonly name: string; readonly hasPassed: boolean; readonly hasRun: boolean }

export type Runs = {
  /** Outcomes by the file's path; a file that is not there has not been run. */
  readonly files: ReadonlyMap<string, readonly Outcome[]>
  readonly mutations: MutationReport
  readonly day: string
}

export const reliabilityTable = (rules: Rules, { files, mutations, day }: Runs): string => {
  const sections = Object.entries(rules).map(([section, list]) => {
    const rows = list.map((one) => {
      const ofRule = mutations.filter(({ rule }) => rule === one.rule)
      return `| ${one.rule} | ${proofOf(one)} | ${resultOf(one, files.get(one.file) ?? [])} | ${ofRule.map(mutationOf).join('<br>')} |`
    })
    return `## ${section}\n\n| rule | test | result | mutations |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `${HEAD.replace('DAY', day)}\n${sections.join('\n')}`
}

const HEAD = `# Reliability

What Polywire promises to withstand, the test that proves each promise, and what that test said when this page was made: DAY. \`npm run build:reliability -- REPORT.json\`
makes it out of Vitest's reports (\`npx vitest run --reporter=json --outputFile=REPORT.json\`); "not run" is a test that no report holds. \`npm test\`
runs \`.test.ts\`, \`npm run test:engines\` \`.engine.test.ts\`, \`npm run test:system\` \`.system.test.ts\`. [threat-model.md](threat-model.md) says who the attackers are, and what is not held.

Beside a rule stand the lines that keep it and that \`npm run mutate -- --report MUTATIONS.json\` has broken, one at a time: "killed" if a quick test then failed,
"**survived**" if none did (\`npm run build:reliability -- --mutations MUTATIONS.json REPORT.json\`).
`

/** The part of the line that changes, with what is put in its place. */
const mutationOf = ({ file, before, after, verdict }: MutationReport[number]): string => {
  let start = 0
  while (start < before.length && before[start] === after[start]) start += 1
  let end = 0
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const [from, to] = [before, after].map((line) => line.slice(start, line.length - end).trim())
  return `${verdict === 'killed' ? verdict : `**${verdict}**`}: \`${file}\` ${code(from)} → ${code(to)}`
}
/** Inside a table a bar ends the cell, and a grave accent the code. */
const code = (text = ''): string =>
  text === '' ? 'nothing' : `\`${text.replaceAll('`', "'").replaceAll('|', String.raw`\|`)}\``

const proofOf = ({ file, tests }: Rule): string => `\`${file}\`${tests === '' ? '' : `: ${tests}`}`

const resultOf = ({ tests }: Rule, outcomes: readonly Outcome[]): string => {
  const meant = outcomes.filter(({ name, hasRun }) => hasRun && name.includes(tests))
  if (meant.length === 0) return 'not run'
  const passed = meant.filter(({ hasPassed }) => hasPassed).length
  return passed === meant.length ? `passed (${passed})` : `**failed** (${meant.length - passed} of ${meant.length})`
}
