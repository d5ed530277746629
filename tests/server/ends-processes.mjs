/** Loaded by a service before its own code (`--import`): a request for `/ends` ends the process, one for `/stops` makes it stand still. */
import { subscribe } from 'node:diagnostics_channel'
import { isMainThread } from 'node:worker_threads'

const STANDS_STILL_MS = 25_000

if (isMainThread)
  subscribe('undici:request:create', ({ request }) => {
    if (request.path === '/ends') process.kill(process.pid, 'SIGKILL')
    if (request.path === '/stops') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STANDS_STILL_MS)
  })
