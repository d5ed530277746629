/** Command lines as people paste them, against the programs that they name. Nothing is run. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { type Command, CommanderError } from 'commander'
import project from '../../package.json' with { type: 'json' }
import { createProgram } from '../../src/cli/program.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { systemClock } from '../../src/server/clock.ts'
import { ROOT } from './documents.ts'

/** Programs of others, which are not run here. */
const FOREIGN: Readonly<Record<string, string>> = {
  docker: 'needs a container engine',
  kubectl: 'needs a cluster; tests/deploy reads the manifests',
  ollama: 'needs a model server',
  'npx openapi-typescript': 'tests/web/api-types.ts runs it',
  newsboat: 'tests/clients runs it',
  git: 'shows what a build changed',
  createuser: 'needs a server of PostgreSQL; tests/store/postgres-databases.ts makes its own',
  createdb: 'the same',
  export: 'sets a variable of the shell',
  kill: 'tests/server/kill.system.test.ts does it',
}

/** Commands on lines: comments gone, continued lines joined, `&&` and `then` apart. */
export const commandsIn = (block: string): readonly string[] =>
  block
    .replaceAll(/\\\n\s*/g, ' ')
    .split(/\n|&&/)
    .map((line) => line.replace(/(?:^|\s+)# .*$/, '').trim())
    .filter((line) => line !== '')

/** Words as a shell cuts them; without variables, patterns and redirections. */
export const wordsIn = (command: string): readonly string[] =>
  Array.from(command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g), ([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))

export const isCommand = (text: string): boolean =>
  /^(?:[A-Z_]+=\S+ )*(?:polywire|npx|npm|node|curl|docker|ollama|newsboat|git|kill) [\w./<[-]/.test(text)

/** What is wrong with a command; null: nothing. `complete` false: it may be named without its arguments, as prose does. */
export const mistakeIn = (command: string, complete: boolean): string | null => {
  const words = wordsIn(command).filter(
    (word, at, all) => !/^[A-Z_]+=/.test(word) || all.slice(0, at).some((one) => !/=/.test(one)),
  )
  const [program = '', first = '', second = ''] = words
  if (program === 'polywire') return polywireMistake(words.slice(1), complete)
  if (program === 'npx' && first === 'polywire') return polywireMistake(words.slice(2), complete)
  if (`${program} ${first}` in FOREIGN) return null
  if (program === 'npx' && first === 'vitest') return vitestMistake(words.slice(3))
  if (program === 'node')
    return existsSync(join(ROOT, first)) ? nodeMistake(first, words.slice(2), complete) : `no file ${first}`
  if (program === 'npm' && first === 'run') return scriptMistake(second, words.slice(3))
  if (program === 'npm') return ['ci', 'install'].includes(first) || first in project.scripts ? null : `no script ${first}`
  if (['curl', 'echo'].includes(program) || program in FOREIGN) return null
  return `nobody checks ${program}: run it in the test, or say in tests/examples/commands.ts why not`
}

const nodeMistake = (file: string, args: readonly string[], complete: boolean): string | null =>
  ['src/main.ts', 'bin/polywire'].includes(file) ? polywireMistake(args, complete) : null

const sink = { isTTY: false, write: () => true }
/** The real program, its commands without work. */
export const polywire = (): Command => {
  const streams = { stdout: sink, stderr: sink, env: {} }
  const outside = { env: {}, clock: systemClock, randomBytes, stdin: Readable.from([]), streams }
  const { signal } = new AbortController()
  return withoutWork(createProgram({ ...outside, signal, terminal: createTerminal(streams) }, () => {}))
}
const withoutWork = (command: Command): Command => {
  if (command.commands.length === 0) command.action(() => {})
  for (const inner of command.commands) withoutWork(inner)
  return command
}

/** `[NAME…]` may be left out, `<command>` stands for any. */
const PLACEHOLDER = /^(?:\[.*\]|<.*>|…)$/

const polywireMistake = (given: readonly string[], complete: boolean): string | null => {
  const args = given.filter((word) => !PLACEHOLDER.test(word))
  let named = polywire()
  const program = named
  let depth = 0
  for (; named.commands.length > 0 && depth < args.length; depth += 1) {
    const inner = named.commands.find((command) => command.name() === args[depth])
    if (inner === undefined) break
    named = inner
  }
  const isNamedOnly = depth === args.length
  if (isNamedOnly && (!complete || args.length < given.length)) return null
  try {
    program.parse(args, { from: 'user' })
    return null
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? null : error.message
  }
}

/** Everything that the commands' own help says. */
export const helpTexts = (
  command = polywire(),
  path = 'polywire',
): readonly { readonly at: string; readonly text: string }[] => [
  {
    at: `${path} --help`,
    text: command.createHelp().formatHelp(command, Object.assign(command.createHelp(), { helpWidth: 10_000 })),
  },
  ...command.commands.flatMap((inner) => helpTexts(inner, `${path} ${inner.name()}`)),
]

const vitestMistake = (args: readonly string[]): string | null => {
  const paths = args.filter((word, at) => !word.startsWith('--') && args[at - 1] !== '--project').flatMap(braced)
  const missing = paths.filter((path) => path.includes('/') && !existsSync(join(ROOT, path)))
  return missing.length === 0 ? null : `no ${missing.join(', ')}`
}
const braced = (path: string): readonly string[] => {
  const [, before = '', inner, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? []
  return inner === undefined ? [path] : inner.split(',').map((part) => before + part + after)
}

const scripts: Readonly<Record<string, string>> = project.scripts
/** `npm run NAME -- ARGS`: flags and names as its help tells them. */
const scriptMistake = (name: string, args: readonly string[]): string | null => {
  const script = scripts[name]
  if (script === undefined) return `no script ${name}`
  const own = args.filter((word) => word !== '--').map((word) => word.replaceAll(/[[\]]/g, ''))
  if (own.length === 0) return null
  const help = scriptHelp(script)
  const unknown = own.filter((word, at) =>
    word.startsWith('--')
      ? !help.includes(`${word} `)
      : own[at - 1]?.startsWith('--') !== true && !word.endsWith('…') && !help.includes(word) && !/^[A-Z]+\.json$/.test(word),
  )
  return unknown.length === 0 ? null : `npm run ${name} has no ${unknown.join(', ')}`
}
const helps = new Map<string, string>()
const scriptHelp = (script: string): string => {
  const held = helps.get(script)
  if (held !== undefined) return held
  const [, ...args] = script.split(' ')
  const { stdout } = spawnSync(process.execPath, [...args, '--help'], { cwd: ROOT, encoding: 'utf8' })
  helps.set(script, stdout)
  return stdout
}
