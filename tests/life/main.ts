/** A day of a service, lived in minutes: `npm run life -- --hours 24 --minutes 10 --sources 300`. */
import { Option } from 'commander'
import { commandLine, count } from '../command-line.ts'
import { live } from './live.ts'
import { LEAKS, type Leak } from './leaks.ts'
import { reportOf } from './report.ts'

type Flags = { readonly hours: number; readonly minutes: number; readonly sources: number; readonly leak: readonly Leak[] }
const write = (text: string): void => void process.stdout.write(`${text}\n`)

const { leak, ...life } = commandLine(
  'life',
  'Lives hours of a service in minutes and checks what it stored, published and held.',
)
  .option('--hours <number>', 'hours of news', count, 24)
  .option('--minutes <number>', 'minutes that they last', count, 10)
  .option('--sources <number>', 'sources that are polled', count, 300)
  .addOption(new Option('--leak <kinds...>', 'leak on purpose, at each poll').choices(LEAKS).default([]))
  .parse()
  .opts<Flags>()
const report = reportOf(await live({ ...life, leaks: leak, progress: write }))
write(report.text)
process.exitCode = report.faults.length === 0 ? 0 : 1
