import type { App } from '../app.ts'
import { systemClock } from '../app/clock.ts'
import type { Environment } from '../config/environment.ts'
import { type Places, placesFrom } from '../config/process-settings.ts'
import type { PollReport } from '../ingest/poll.ts'
import { StoreError } from '../store/store.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets: where things are, and where to write. */
export type CommandContext = {
  readonly places: Places
  readonly env: Environment
  readonly terminal: Terminal
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

/** Exit code of a command that a signal broke off. As shells have it: 128 and the number of SIGINT. */
export const INTERRUPTED = 130

export type GlobalFlags = { readonly config?: string; readonly data?: string }

export const contextFrom = (flags: GlobalFlags, outside: Omit<CommandContext, 'places'>): CommandContext => ({
  ...outside,
  places: placesFrom(flags, outside.env),
})

/** Hears of every poll: what it came to, or null where it broke by a fault of ours. */
type Listener = (report: PollReport | null) => void

/** Opens store and engine for one command and closes them whatever happens. A signal ends the polls under way. */
export const withApp = async <Result>(
  { places, env, terminal, signal }: CommandContext,
  work: (app: App, listen: (listener: Listener) => void) => Promise<Result>,
): Promise<Result> => {
  let listener: Listener = () => {}
  const { openApp } = await import('../app.ts')
  const app = await openApp({
    places,
    env,
    clock: systemClock,
    reported: (report) => listener(report),
    failed(source, error) {
      terminal.note(
        `${source}: ${error instanceof StoreError ? error.message : `a fault of ours, please report it: ${trace(error)}`}`,
      )
      listener(null)
    },
  })
  const stop = (): void => void app.scheduler.stop(0)
  signal.addEventListener('abort', stop)
  try {
    return await work(app, (added) => {
      listener = added
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await app.close()
  }
}

const trace = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
