/**
 * Quality on labelled data, against the bars it is to reach. Exit code 1 where a figure has fallen below what was reached before
 * (floors.json); a bar that was never reached is said, and fails nothing.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Argument } from 'commander'
import { commandLine } from '../command-line.ts'
import { developments } from './developments.ts'
import { differences } from './differences.ts'
import { encodings, feeds, realFeeds } from './feeds.ts'
import { copies } from './grouping/copies.ts'
import { cross } from './grouping/cross.ts'
import { stories } from './grouping/stories.ts'
import { disasters, examples, unseen } from './examples.ts'
import { headlines } from './headlines.ts'
import { language } from './language.ts'
import { events } from './events.ts'
import { domainTags, tagBlame, tags } from './tags.ts'
import { origins } from './origins.ts'
import { pages } from './pages.ts'
import { search } from './search.ts'
import { silentEdits } from './silent-edits.ts'
import { templates } from './templates.ts'
import { topics } from './topics.ts'
import { feedRules, republished } from './feed-rules.ts'
import reached from './floors.json' with { type: 'json' }
import { reportPage } from './report.ts'
import { type Floors, holdsFloor, isKept, type Outcome, type Suite } from './suite.ts'

const floors: Floors = reached
/** One says which words decide and measures nothing, the other measures what is off by default: they run only when they are named. */
const ONLY_NAMED = new Set(['blame', 'pages'])
/** Their articles are part of the project. */
const NEEDS_NO_DATA = new Set([
  'developments',
  'differences',
  'examples',
  'disasters',
  'unseen',
  'headlines',
  'events',
  'templates',
  'pages',
])
const SUITES: Readonly<Record<string, Suite>> = {
  feeds,
  realfeeds: realFeeds,
  encodings,
  feedrules: feedRules,
  republished,
  language,
  examples,
  disasters,
  unseen,
  headlines,
  topics,
  events,
  templates,
  tags,
  domain: domainTags,
  copies,
  stories,
  cross,
  developments,
  differences,
  origins,
  silentedits: silentEdits,
  pages,
  search,
  blame: tagBlame,
}

type Flags = { readonly data?: string; readonly verbose?: true; readonly report?: string }
const program = commandLine(
  'eval',
  'Measures quality on labelled data; exit code 1 where a figure has fallen below floors.json.',
)
  .addArgument(
    new Argument('[suites...]', 'none: all but blame, which says which words decide, embeddings and pages').choices(
      Object.keys(SUITES),
    ),
  )
  .option(
    '--data <DIR>',
    'folder of labelled data; headlines, differences, examples, disasters, unseen, events, templates and pages need none',
  )
  .option('--verbose', 'print every wrong decision')
  .option('--report <FILE.html>', 'write one page with the figures and the worst decisions side by side')
const write = (text: string): void => void process.stdout.write(`${text}\n`)

const lineOf = ({ suite, cases, figures }: Outcome): string => {
  const shown = figures.map((figure) => {
    const bar =
      figure.bar === null ? '' : ` (${figure.atMost === true ? '≤' : '≥'} ${figure.bar}${isKept(figure) ? '' : ', MISSED'})`
    const { interval } = figure
    const range = interval === undefined ? '' : ` [${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}]`
    return `${figure.name} ${figure.value.toFixed(1)}${range}${bar}`
  })
  return `${suite}: ${shown.join(', ')}; ${cases} cases`
}

const main = async (named: readonly string[], { data, verbose, report }: Flags): Promise<number> => {
  let kept = true
  const outcomes: Outcome[] = []
  for (const [name, suite] of Object.entries(SUITES)) {
    if (named.length === 0 ? ONLY_NAMED.has(name) : !named.includes(name)) continue
    const outcome = await suite(resolve(data ?? '.'))
    outcomes.push(outcome)
    if (verbose === true) for (const wrong of outcome.wrong) write(`  ${wrong}`)
    write(lineOf(outcome))
    for (const figure of outcome.figures) {
      if (holdsFloor(figure, name, floors)) continue
      write(`${name}: ${figure.name} ${figure.value.toFixed(1)} is worse than it was: ${floors[name]?.[figure.name]}`)
      kept = false
    }
  }
  if (report !== undefined) {
    writeFileSync(report, await reportPage(outcomes, new Date()))
    write(`report: ${resolve(report)}`)
  }
  return kept ? 0 : 1
}

program.action(async (named: readonly string[], flags: Flags) => {
  if (flags.data !== undefined && !existsSync(flags.data)) program.error(`error: ${flags.data} is not there`)
  const needy = (named.length === 0 ? Object.keys(SUITES) : named).filter((name) => !NEEDS_NO_DATA.has(name))
  if (flags.data === undefined && needy.length > 0) program.error(`error: --data DIR is needed for ${needy.join(', ')}`)
  // Found missing after all was measured, it would cost an hour.
  if (flags.report !== undefined && !existsSync(dirname(resolve(flags.report))))
    program.error(`error: there is no folder for ${flags.report}`)
  process.exitCode = await main(named, flags)
})
await program.parseAsync()
