/**
 * Polywire against the bare pipeline, same server, same run; with --scale, what storing costs as the store fills; with --reading, what readers wait for;
 * with --polls, how many polls a second PostgreSQL records; with --rate, what readers wait for while sources are polled;
 * with --against, this version beside another. */
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Option } from 'commander'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { measureAgainst } from './against.ts'
import { contest, ownBuild, writeConfiguration } from './contest.ts'
import { type FeedServer, startFeedServer } from './feed-server.ts'
import { type InventedFeeds, inventFeeds } from './invented-feeds.ts'
import type { Phases } from './measure.ts'
import { measureRate } from './rate.ts'
import { measureSharing } from './sharing.ts'
import { commandLine, count } from '../command-line.ts'

type Flags = {
  readonly feeds: number
  readonly items: number
  readonly stories: 'tagged' | 'field' | 'all' | 'both'
  readonly scale?: number
  readonly reading?: number
  readonly processes?: boolean
  readonly polls?: number
  readonly rate?: number
  readonly hostile?: boolean
  readonly perDay: number
  readonly placed: 'own' | 'known'
  readonly data?: string
  readonly model: 'none' | 'built-in'
  readonly against?: string
  readonly rounds: number
}
const program = commandLine('bench', 'Measures Polywire against a bare pipeline, on invented feeds; all cores are used.')
  .option('--feeds <number>', 'feeds that are polled', count, 200)
  .option('--items <number>', 'items of each feed', count, 50)
  .addOption(
    new Option('--stories <which>', 'articles that are grouped').choices(['tagged', 'field', 'all', 'both']).default('both'),
  )
  .option('--scale <articles>', 'instead: what storing an article costs as the store fills to so many', count)
  .option('--per-day <number>', 'with --scale: articles of one day', count, 10_000)
  .addOption(
    new Option('--placed <by>', 'with --scale: into stories by what we find, or by what is known of the invented news')
      .choices(['own', 'known'])
      .default('own'),
  )
  .option('--processes', 'instead: what an item costs where 1, 2 and 4 processes poll into one PostgreSQL, beside SQLite')
  .option('--reading <articles>', 'instead: what readers wait for where so many articles are stored', count)
  .option(
    '--polls <sources>',
    'instead: how many polls a second PostgreSQL hands out and records, where so many sources are due',
    count,
  )
  .option('--rate <requests>', 'instead: what readers wait for who ask for unchanged feeds so often in a second', count)
  .option('--hostile', 'instead: what hostile documents cost the thread that reads them')
  .option('--data <DIR>', "with --scale: labelled data, of whose texts' words the news are made")
  .addOption(
    new Option('--model <which>', 'what finds out which reports say the same').choices(['none', 'built-in']).default('none'),
  )
  .option('--against <revision>', 'instead: this version and another by turns (or the folder of one that is ready to run)')
  .option('--rounds <number>', 'with --against: so many', count, 3)
  .parse()
const values = program.opts<Flags>()
if (values.data !== undefined && !existsSync(values.data)) program.error(`error: ${values.data} is not there`)
const { feeds, items } = values
const here = import.meta.dirname
const { flags: FLAGS, env: ENV } = ownBuild
const folder = mkdtempSync(join(tmpdir(), 'polywire-bench-'))
const write = (text: string): void => void process.stdout.write(`${text}\n`)

/** Written with the words of our own lexicons. */
const invent = async (): Promise<InventedFeeds> => {
  const read = await readConfiguration(resolve(here, '../../config'), process.env)
  if (!read.ok) throw new Error(`config/ cannot be read: ${read.problems[0]?.message ?? 'no problem named'}`)
  return inventFeeds(read.configuration.taxonomy, feeds, items)
}

type Column = { readonly name: string; readonly phases: Phases }

const alone = (script: string, args: readonly string[]): Promise<void> =>
  new Promise((done, failed) => {
    const child = fork(join(here, script), args, { execArgv: [...FLAGS, '--expose-gc'], env: ENV })
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`${script} ended with ${code}`))))
  })

const scale = async (articles: number): Promise<void> => {
  const data = values.data === undefined ? [] : [resolve(values.data)]
  await alone('scale.ts', [folder, String(articles), String(values.perDay), values.placed, ...data])
  await alone('scale.ts', ['--reopen', folder])
}

/** The last column is the bare pipeline, which the first is divided by. */
const row = (
  columns: readonly Column[],
  label: string,
  figure: (phases: Phases) => number,
  unit: string,
  digits: number,
): void => {
  const figures = columns.map(({ phases }) => figure(phases))
  const [first = 0] = figures
  const cells = figures.map((value) => value.toFixed(digits).padStart(9)).join(' ')
  write(`${label.padEnd(28)} ${cells}  ${(first / (figures.at(-1) ?? 0)).toFixed(2).padStart(6)}  ${unit}`)
}

const table = (columns: readonly Column[]): void => {
  write(`${''.padEnd(28)} ${columns.map(({ name }) => name.padStart(9)).join(' ')}  ${'ratio'.padStart(6)}`)
  row(columns, 'first ingest', (p) => p.items / (p.ingest.cpuMs / 1_000), 'items per CPU second', 0)
  row(columns, '  longest turn', (p) => p.ingest.turnMs, 'CPU ms', 0)
  row(columns, 'every feed answers 304', (p) => p.unchanged.cpuMs / feeds, 'CPU ms a poll', 2)
  row(columns, `one new item in ${items}`, (p) => p.oneNew.cpuMs / feeds, 'CPU ms a poll', 2)
  row(columns, 'peak memory', (p) => p.oneNew.memory.peak, 'MB resident', 0)
  row(columns, '  heap of the main thread', (p) => p.oneNew.memory.main, 'MB', 0)
  row(columns, '  heaps of the workers', (p) => p.oneNew.memory.workers, 'MB', 0)
  row(columns, '  buffers', (p) => p.oneNew.memory.buffers, 'MB', 0)
  row(columns, 'ready to poll after', (p) => p.startMs / 1_000, 's', 1)
}

const settingsFor = (stories: string): Readonly<Record<string, string>> => ({
  stories,
  understanding: `{ model: ${values.model} }`,
})

const against = async (revision: string): Promise<void> => {
  const stories = values.stories === 'both' ? 'tagged' : values.stories
  const shared = { invented: await invent(), feeds, items, folder, write }
  await measureAgainst({ ...shared, revision, rounds: values.rounds, settings: settingsFor(stories) })
}

const compare = async (): Promise<void> => {
  const invented = await invent()
  const columns: Column[] = []
  for (const stories of values.stories === 'both' ? ['tagged', 'all'] : [values.stories]) {
    const args = ({ urls, host }: FeedServer) => {
      const config = join(folder, `config-${stories}`)
      writeConfiguration(ownBuild, config, { urls, hosts: [host] }, settingsFor(stories))
      return [config, join(folder, `data-${stories}`)]
    }
    columns.push({ name: stories, phases: await contest({ invented, feeds, items }, ownBuild, 'ours.ts', args) })
  }
  columns.push({
    name: 'bare',
    phases: await contest({ invented, feeds, items }, ownBuild, 'bare.ts', ({ urls }) => [folder, ...urls]),
  })
  write(`${feeds} feeds of ${items} items`)
  table(columns)
}

/** On hosts enough for every process to get some. */
const sharing = async (): Promise<void> => {
  const server = await startFeedServer(await invent(), feeds, items)
  server.warm()
  const config = join(folder, 'config')
  writeConfiguration(ownBuild, config, server.spread(50), settingsFor('field'))
  await measureSharing({ config, folder, items: feeds * items, flags: FLAGS, env: ENV, write })
  await server.close()
}

try {
  write(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`)
  if (values.against !== undefined) await against(values.against)
  else if (values.polls !== undefined) await alone('polls.ts', [folder, String(values.polls)])
  else if (values.hostile === true) await alone('hostile.ts', [])
  else if (values.rate !== undefined) await measureRate({ perSecond: values.rate, seconds: 20, write })
  else if (values.reading !== undefined)
    await alone('reading.ts', [folder, String(values.reading), 'pages', 'searches', 'feeds'])
  else if (values.processes === true) await sharing()
  else await (values.scale === undefined ? compare() : scale(values.scale))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
