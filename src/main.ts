// Four threads by default, of which names may take half: a few dead hosts would hold up all lookups. Read once, at the first use.
process.env.UV_THREADPOOL_SIZE ??= '32'

import { setFlagsFromString } from 'node:v8'
import { INTERRUPTED } from './commands/context.ts'
import { run } from './commands/program.ts'

// Rubbish is collected when the heap has grown by half, not fourfold: a hundred megabytes less while feeds are read, as fast (measured).
setFlagsFromString('--heap-growing-percent=50')
// V8 compiles calls out of WebAssembly anew after a thousand of them. Where threads come and go, that ended the process with SIGSEGV in three of
// sixteen runs of one test (Runtime_TierUpWasmToJSWrapper, freeing dead code): they stay as they are at first.
setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000')

const PARENT_MS = 500
const signals = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    // A second signal: somebody doesn't want to wait.
    if (signals.signal.aborted) process.exit(INTERRUPTED)
    signals.abort()
  })

// npx passes a signal on to a shell between it and us, which dies of it and tells nobody: who ends npx means us.
if (process.env.npm_command === 'exec' && /^'?polywire\b/.test(process.env.npm_lifecycle_script ?? '')) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) signals.abort()
  }, PARENT_MS).unref()
}

// `polywire lab read | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const exitCode = await run(process.argv, { env: process.env, stdin: process.stdin, streams: process, signal: signals.signal })
// Input that is still open, or threads at work, would keep a broken-off command going.
if (exitCode === INTERRUPTED) process.exit(exitCode)
process.exitCode = exitCode
