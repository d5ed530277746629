import { Command, CommanderError } from 'commander'
import { textMistakes } from '../config/text-mistakes.ts'
import { VERSION } from '../server/version.ts'
import { type CommandContext, contextFrom, type GlobalFlags, INTERRUPTED } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { type Context, type Done, JSON_FLAG, several } from './command-parts.ts'
import { reportError } from './report-error.ts'
import { addAlerts, addDigests, addLab, addStory, addTakedown, addTokens, addTopics } from './subcommands.ts'
import { createTerminal, type Streams } from './terminal.ts'

export type Outside = Omit<CommandContext, 'places' | 'terminal'> & { readonly streams: Streams }

/** Runs a command and returns its exit code: 0 done, 1 it failed, 2 the command line or the configuration is wrong, 130 interrupted by a signal. */
export const run = async (argv: readonly string[], outside: Outside): Promise<number> => {
  const terminal = createTerminal(outside.streams)
  let exitCode = 0
  const program = createProgram({ ...outside, terminal }, (code) => {
    exitCode = code
  })
  try {
    refuseGarbled(argv.slice(2))
    await program.parseAsync([...argv])
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (outside.signal.aborted) return INTERRUPTED
    return reportError(error, terminal.note)
  }
}

/** Throws InputError for control characters and the like in arguments: some are written into the configuration, which refuses these. */
const refuseGarbled = (given: readonly string[]): void => {
  const [garbled] = textMistakes(given)
  if (garbled !== undefined) throw new InputError(`argument ${Number(garbled.path[0]) + 1}: ${garbled.message}`)
}

const refuseEmpty = (command: Command): void => {
  const { config, data } = command.optsWithGlobals<GlobalFlags>()
  if ([...command.args, config, data].includes(''))
    throw new InputError('An argument is empty, as where a variable of the shell is not set.')
}

type Given = Outside & Pick<CommandContext, 'terminal'>

export const createProgram = (outside: Given, ended: (exitCode: number) => void): Command => {
  const program = new Command('polywire')
    .description(
      'Reads feeds and pages in many languages, tags and groups what they report, and republishes it as filtered feeds.',
    )
    .version(VERSION)
    .option('--config <dir>', 'configuration folder (POLYWIRE_CONFIG, default config)')
    .option('--data <dir>', 'data folder (POLYWIRE_DATA, default data)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => outside.streams.stdout.write(text),
      writeErr: (text) => outside.streams.stderr.write(text),
    })
  const context = (): CommandContext => contextFrom(program.opts<GlobalFlags>(), outside)
  const done = async (work: Promise<number>): Promise<void> => ended(await Promise.race([work, interrupted(outside.signal)]))
  const finished = async (work: Promise<number>): Promise<void> => ended(await work)
  addPolling(program, context, finished)
  addReading(program, context, done)
  addSources(program, context, done)
  addStores(program, context, done)
  addAlerts(program.command('alerts').description('messages about stories, and whether they arrive'), context, done)
  addDigests(program.command('digests').description('the most widely reported stories, on a schedule'), context, done)
  addTokens(program.command('token').description('addresses of private feeds'), context, done)
  addStory(program, context, done)
  addTopics(program.command('topic').description('topics by example: how well they do, and which are missing'), context, done)
  addTakedown(program, context, done)
  addLab(program, context, done)
  pointToHelp(program, 'polywire')
  program.hook('preAction', (_, command) => refuseEmpty(command))
  return program
}

/** Has a mistake in a command's arguments point to that command's help instead of the list of all commands. */
const pointToHelp = (command: Command, path: string): void => {
  command.showHelpAfterError(`(${path} --help ${command.commands.length > 0 ? 'lists the commands' : 'shows how it is used'})`)
  for (const inner of command.commands) pointToHelp(inner, `${path} ${inner.name()}`)
}

/** Resolves when a signal arrives. For commands that only read, or whose last step is one rename, and may therefore end at once. */
const interrupted = (signal: AbortSignal): Promise<number> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(INTERRUPTED), { once: true }))

const addPolling = (program: Command, context: Context, done: Done): void => {
  program
    .command('serve')
    .description('run the service')
    .option('--role <roles>', 'only some of ingest, grouper, web, jobs, beside other processes on PostgreSQL (POLYWIRE_ROLE)')
    .option('--listen <host:port>', 'address (POLYWIRE_LISTEN, default 127.0.0.1:8080)')
    .option('--log-level <level>', 'trace, debug, info, warn, error (POLYWIRE_LOG_LEVEL, default info)')
    .action(async (flags) => await done((await import('./serve.ts')).serve(context(), flags)))
  program
    .command('demo')
    .description('runs the service on an invented week of thirty invented outlets, on this machine alone')
    .option('--minutes <n>', 'how long the week lasts, at least 1 (default 10)')
    .option('--listen <host:port>', 'address (default 127.0.0.1:8080)')
    .action(async (flags) => await done((await import('./demo.ts')).demo(context(), flags)))
  program
    .command('once')
    .description('poll every due source once')
    .option('--all', 'every source, due or not')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./once.ts')).once(context(), flags)))
  program
    .command('retag')
    .description(
      'apply changed topics, entities, places and words to stored articles; an interrupted run continues where it stopped',
    )
    .option('--again', 'start again from the first article')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./reprocess.ts')).retag(context(), flags)))
  program
    .command('translate')
    .description('how many headlines are translated and given up, and what today cost')
    .option('--again', 'have the service translate again what was given up')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./translate.ts')).translate(context(), flags)))
  program
    .command('regroup')
    .description('group stored articles into stories again; an interrupted run continues where it stopped')
    .option('--since <date>', 'only articles first seen since then: 2026-11-24')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./reprocess.ts')).regroup(context(), flags)))
}

const addReading = (program: Command, context: Context, done: Done): void => {
  program
    .command('check')
    .description("validate the whole configuration and run the topics' own examples; exit code 2 if anything is wrong")
    .option('--layers', 'what each layer (config.d) adds, changes and removes')
    .option('--coverage', 'how many words each language has for each topic, and what is missing')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./check.ts')).check(context(), flags)))
  program
    .command('try')
    .argument('<url>', 'a feed, a page, or the id of a source')
    .description('read one feed or page as a source would, and store nothing')
    .option('--language <tag>', 'what the source would declare')
    .option(...JSON_FLAG)
    .action(async (url, flags) => await done((await import('./try.ts')).tryAddress(context(), url, flags)))
  program
    .command('score')
    .description('ask you whether entries of your feeds have the right topics, and tell precision by topic and language')
    .option('--entries <n>', 'how many questions (default: 50)')
    .option('--port <n>', 'of the page that asks, on this machine only (default: a free one)')
    .option('--report', 'ask nothing; tell the figures of all verdicts so far')
    .option('--examples', 'ask nothing; write the verdicts into topics.yaml, as examples that topics by example learn from')
    .option('--known <file>', 'recall instead: known events, a line each, as "ig.shutdowns: iraq exams"')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./score.ts')).score(context(), flags)))
  program
    .command('explain')
    .argument('<id-or-url>', 'an article, by its id or address')
    .description('why an article has its language, tags and story, and which feeds it is in')
    .option('--numbers', 'ids, probabilities, and what decided in each feed')
    .option(...JSON_FLAG)
    .action(async (what, flags) => await done((await import('./explain.ts')).explain(context(), what, flags)))
}

const addSources = (program: Command, context: Context, done: Done): void => {
  program
    .command('init')
    .argument('<dir>', 'a folder; made if there is none')
    .description(
      'start a working folder with a field: one that is shipped, or an empty one; without --field the fields are listed',
    )
    .option('--field <name>', 'the field')
    .option(
      '--examples <file>',
      'make the field of a sheet (CSV) of headlines: topic, headline, and if wanted language and match',
    )
    .option(...JSON_FLAG)
    .action(async (dir, flags) => await done((await import('./init.ts')).init(context(), dir, flags)))
  program
    .command('add')
    .argument('<url>', 'a site, a page or a feed')
    .description('find what can be read at a site, and add what you choose to sources.yaml')
    .option('--yes', 'add the first without asking')
    .option('--feed <url>', 'add this one without asking; may be given several times', several)
    .option('--id <id>', 'the id of the source, in place of one made of its name')
    .option(...JSON_FLAG)
    .action(async (url, flags) => await done((await import('./add.ts')).addSite(context(), url, flags)))
  program
    .command('import-opml')
    .argument('<file>')
    .description('add the feeds of an OPML file (- for standard input) to sources.yaml')
    .option('--replace', 'replace the present sources')
    .option('--yes', 'with --replace: remove without asking')
    .option('--variables', 'accept ${NAME} in addresses; only for lists of your own, since it reads your environment')
    .option(...JSON_FLAG)
    .action(async (file, flags) => await done((await import('./opml.ts')).importOpml(context(), file, flags)))
  program
    .command('export-opml')
    .description('print the sources as OPML 2.0')
    .option('--passwords', 'with the passwords that stand in addresses')
    .action(async (flags) => await done((await import('./opml.ts')).exportOpml(context(), flags)))
}

const addStores = (program: Command, context: Context, done: Done): void => {
  program
    .command('dump')
    .argument('<folder>')
    .description('write the stories of a day (yesterday, UTC) as DAY.jsonl.gz with a checksum')
    .option('--day <day>', 'another day: 2026-11-30')
    .option('--misp', 'add them to a MISP feed in the folder instead')
    .option('--again', 'replace a day that is there')
    .action(async (folder, flags) => await done((await import('./dump.ts')).dump(context(), folder, flags)))
  program
    .command('backup')
    .argument('<file>')
    .description('write a consistent copy of the database, also while the service runs')
    .action(async (file) => await done((await import('./backup.ts')).backup(context(), file)))
  program
    .command('restore')
    .argument('<file>')
    .description('replace the database by a backup')
    .action(async (file) => await done((await import('./backup.ts')).restore(context(), file)))
  program
    .command('migrate-store')
    .argument('<from>', 'sqlite:FOLDER or postgres://USER:PASSWORD@HOST/DATABASE')
    .argument('<to>', 'an empty one of the other kind')
    .description('move the store from SQLite to PostgreSQL or back, as it is; an interrupted run starts anew')
    .option(...JSON_FLAG)
    .action(
      async (from, to, flags) => await done((await import('./migrate-store.ts')).migrateStore(context(), from, to, flags)),
    )
  program
    .command('schema')
    .description('write the JSON Schemas of the configuration files, for editors')
    .action(async () => await done((await import('./schema.ts')).schema(context())))
}
