// Four threads by default, of which names may take half: a few dead hosts would hold up all lookups. Read once, at the first use.
process.env.UV_THREADPOOL_SIZE ??= '32'

import { run } from './commands/program.ts'

const signals = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    // A second signal: somebody doesn't want to wait.
    if (signals.signal.aborted) process.exit(130)
    signals.abort()
  })

process.exitCode = await run(process.argv, { env: process.env, stdin: process.stdin, streams: process, signal: signals.signal })
