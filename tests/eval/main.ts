/**
 * npm run eval -- [suite…] --data DIR [--verbose] [--report FILE.html]: quality on labelled data, against the bars it is to reach.
 * Exit code 1 where a figure has fallen below what was reached before (floors.json); a bar that was never reached is said, and
 * fails nothing.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { encodings, feeds, realFeeds } from './feeds.ts'
import { copies } from './grouping/copies.ts'
import { cross } from './grouping/cross.ts'
import { stories } from './grouping/stories.ts'
import { headlines } from './headlines.ts'
import { language } from './language.ts'
import { domainTags, tagBlame, tags } from './tags.ts'
import reached from './floors.json' with { type: 'json' }
import { reportPage } from './report.ts'
import { type Floors, holdsFloor, isKept, type Outcome, type Suite } from './suite.ts'

const floors: Floors = reached
/** Says which words decide; measures nothing, so it runs only when it is named. */
const ONLY_NAMED = new Set(['blame'])
const SUITES: Readonly<Record<string, Suite>> = {
  feeds,
  realfeeds: realFeeds,
  encodings,
  language,
  headlines,
  tags,
  domain: domainTags,
  copies,
  stories,
  cross,
  blame: tagBlame,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, verbose: { type: 'boolean', default: false }, report: { type: 'string' } },
})
const write = (text: string): void => void process.stdout.write(`${text}\n`)

const lineOf = ({ suite, cases, figures }: Outcome): string => {
  const shown = figures.map((figure) => {
    const bar =
      figure.bar === null ? '' : ` (${figure.atMost === true ? '≤' : '≥'} ${figure.bar}${isKept(figure) ? '' : ', MISSED'})`
    return `${figure.name} ${figure.value.toFixed(1)}${bar}`
  })
  return `${suite}: ${shown.join(', ')}; ${cases} cases`
}

const main = async (): Promise<number> => {
  if (values.data === undefined || !existsSync(values.data)) {
    write(`--data DIR: a folder of labelled data is needed${values.data === undefined ? '' : `; ${values.data} is not there`}`)
    return 2
  }
  const unknown = positionals.filter((name) => SUITES[name] === undefined)
  if (unknown.length > 0) {
    write(`no such suite: ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`)
    return 2
  }
  let kept = true
  const outcomes: Outcome[] = []
  for (const [name, suite] of Object.entries(SUITES)) {
    if (positionals.length === 0 ? ONLY_NAMED.has(name) : !positionals.includes(name)) continue
    const outcome = await suite(resolve(values.data))
    outcomes.push(outcome)
    if (values.verbose) for (const wrong of outcome.wrong) write(`  ${wrong}`)
    write(lineOf(outcome))
    for (const figure of outcome.figures) {
      if (holdsFloor(figure, name, floors)) continue
      write(`${name}: ${figure.name} ${figure.value.toFixed(1)} is worse than it was: ${floors[name]?.[figure.name]}`)
      kept = false
    }
  }
  if (values.report !== undefined) {
    writeFileSync(values.report, await reportPage(outcomes, new Date()))
    write(`report: ${resolve(values.report)}`)
  }
  return kept ? 0 : 1
}

process.exitCode = await main()
