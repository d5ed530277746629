/** The rules that Polywire keeps, each with the tests that prove it and what these said. */

/** `tests`: what the names of the tests in the file contain; empty: all of them. */
export type Rule = { readonly rule: string; readonly file: string; readonly tests: string }
export type Rules = Readonly<Record<string, readonly Rule[]>>
export type Outcome = { readonly name: string; readonly hasPassed: boolean; readonly hasRun: boolean }

/** `files`: outcomes by the file's path; a file that is not there has not been run. */
export const reliabilityTable = (rules: Rules, files: ReadonlyMap<string, readonly Outcome[]>, day: string): string => {
  const sections = Object.entries(rules).map(([section, list]) => {
    const rows = list.map((one) => `| ${one.rule} | ${proofOf(one)} | ${resultOf(one, files.get(one.file) ?? [])} |`)
    return `## ${section}\n\n| rule | test | result |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `${HEAD.replace('DAY', day)}\n${sections.join('\n')}`
}

const HEAD = `# Reliability

What Polywire promises to withstand, the test that proves each promise, and what that test said when this page was made: DAY. \`npm run build:reliability -- REPORT.json\`
makes it out of Vitest's reports (\`npx vitest run --reporter=json --outputFile=REPORT.json\`); "not run" is a test that no report holds. Files that end
in \`.long.test.ts\` run with \`npm run test:all\`. [threat-model.md](threat-model.md) says who the attackers are, and what is not held.
`

const proofOf = ({ file, tests }: Rule): string => `\`${file}\`${tests === '' ? '' : `: ${tests}`}`

const resultOf = ({ tests }: Rule, outcomes: readonly Outcome[]): string => {
  const meant = outcomes.filter(({ name, hasRun }) => hasRun && name.includes(tests))
  if (meant.length === 0) return 'not run'
  const passed = meant.filter(({ hasPassed }) => hasPassed).length
  return passed === meant.length ? `passed (${passed})` : `**failed** (${meant.length - passed} of ${meant.length})`
}
