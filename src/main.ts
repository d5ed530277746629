// The default of four threads, of which name lookups may take half, lets a few dead hosts delay all lookups. Node reads it once, at the first use.
process.env.UV_THREADPOOL_SIZE ??= '32'

import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { systemRandomBytes, systemClock } from './server/clock.ts'
import { INTERRUPTED } from './cli/context.ts'
import { run } from './cli/program.ts'
import { rememberCode } from './cli/remembered.ts'
import { reportError } from './cli/report-error.ts'

// Sets V8's flags for `node src/main.ts`; bin/polywire gives them on the command line.
const start = JSON.parse(readFileSync(new URL('../bin/start.json', import.meta.url), 'utf8')) as {
  readonly flags: readonly string[]
  readonly briefly: readonly string[]
  readonly briefFlags: readonly string[]
}
const isBrief = process.argv.slice(2).some((argument) => start.briefly.includes(argument))
for (const flag of isBrief ? start.briefFlags : start.flags) setFlagsFromString(flag)
if (isBrief) rememberCode(process)

const PARENT_MS = 500
/** Supervisors send SIGKILL ten seconds after SIGTERM. A process that hangs ends itself shortly before, with the same effect. */
const STOP_MS = 8_500
const HUNG = `Ended after ${STOP_MS / 1_000} seconds although something does not end, as where a database does not answer. Nothing that is stored is lost; what was under way is done again.`
const endHung = (): void => {
  process.stderr.write(`${HUNG}\n`)
  process.exit(INTERRUPTED)
}
const signals = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    // A second signal ends the process at once.
    if (signals.signal.aborted) process.exit(INTERRUPTED)
    signals.abort()
    setTimeout(endHung, STOP_MS).unref()
  })
// By default Node opens a debugger on SIGUSR1, with which every user of the machine could run code here. Log rotation often sends this signal.
process.on('SIGUSR1', () => {})

// npx forwards a signal only to a shell between it and us, which ends without forwarding it. So the end of the parent counts as a signal.
if (process.env.npm_command === 'exec' && /^'?polywire\b/.test(process.env.npm_lifecycle_script ?? '')) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) signals.abort()
  }, PARENT_MS).unref()
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // As in `polywire lab read | head`: the reader needs no more output.
  if (error.code === 'EPIPE') process.exit(0)
  // The terminal is gone: a service continues without it.
  if (process.stdout.isTTY) return
  // Output that can't be written, as to a full disk, is an error.
  process.exit(reportError(error, (text) => void process.stderr.write(`${text}\n`)))
})
// As in `polywire serve 2>&1 | head`: messages are lost, and the work goes on.
process.stderr.on('error', () => {})

const { env, stdin } = process
const world = { env, stdin, streams: process, signal: signals.signal, clock: systemClock, randomBytes: systemRandomBytes }
const exitCode = await run(process.argv, world)
// Open input, threads or connections would keep the process of a command alive that was interrupted, or failed while it opened them.
if (exitCode !== 0) process.exit(exitCode)
