// Four threads by default, of which names may take half: a few dead hosts would hold up all lookups. Read once, at the first use.
process.env.UV_THREADPOOL_SIZE ??= '32'

import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { systemRandomBytes, systemClock } from './server/clock.ts'
import { INTERRUPTED } from './cli/context.ts'
import { run } from './cli/program.ts'
import { reportError } from './cli/report-error.ts'

// For `node src/main.ts`: bin/polywire gives these on the command line.
const start = JSON.parse(readFileSync(new URL('../bin/start.json', import.meta.url), 'utf8')) as {
  readonly flags: readonly string[]
}
for (const flag of start.flags) setFlagsFromString(flag)

const PARENT_MS = 500
/** Supervisors send SIGKILL ten seconds after SIGTERM. What hangs until shortly before is left as a kill leaves it. */
const STOP_MS = 8_500
const HUNG =
  'Ended after 8.5 seconds although something does not end, as where a database does not answer. Nothing that is stored is lost; what was under way is done again.'
const endHung = (): void => {
  process.stderr.write(`${HUNG}\n`)
  process.exit(INTERRUPTED)
}
const signals = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    // A second signal: somebody doesn't want to wait.
    if (signals.signal.aborted) process.exit(INTERRUPTED)
    signals.abort()
    setTimeout(endHung, STOP_MS).unref()
  })
// Node would open a debugger, with which every user of the machine could run code here. Programs that rotate logs send it by habit.
process.on('SIGUSR1', () => {})

// npx passes a signal on to a shell between it and us, which dies of it and tells nobody: who ends npx means us.
if (process.env.npm_command === 'exec' && /^'?polywire\b/.test(process.env.npm_lifecycle_script ?? '')) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) signals.abort()
  }, PARENT_MS).unref()
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `polywire lab read | head`: the reader has seen enough.
  if (error.code === 'EPIPE') process.exit(0)
  // A terminal that is gone ends nothing: a service works on without it.
  if (process.stdout.isTTY) return
  // An answer that can't be written, as to a full disk, is no answer.
  process.exit(reportError(error, (text) => void process.stderr.write(`${text}\n`)))
})
// `polywire serve 2>&1 | head`: what is told about the work can go nowhere, and the work goes on.
process.stderr.on('error', () => {})

const { env, stdin } = process
const world = { env, stdin, streams: process, signal: signals.signal, clock: systemClock, randomBytes: systemRandomBytes }
const exitCode = await run(process.argv, world)
// Input that is still open, or threads at work, would keep a broken-off command going.
if (exitCode === INTERRUPTED) process.exit(exitCode)
process.exitCode = exitCode
