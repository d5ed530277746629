import { type App, openApp } from '../server.ts'
import { Exhausted } from '../lib/system-errors.ts'
import type { PollReport } from '../ingest/poll.ts'
import { describeUpgrade } from '../server/log-events.ts'
import { StoreError } from '../store/ports/store.ts'
import type { CommandContext } from './context.ts'
import { createDailyAllowance } from '../ingest/daily-allowance.ts'
import { createSourceRights } from '../ingest/source-rights.ts'
import type { Configuration } from '../model/configuration.ts'
import { type ConfiguredParts, createConfiguredParts } from '../server/configured-parts.ts'
import { openStoreInMemory } from '../server/stores.ts'

type Listener = (report: PollReport | null) => void

/** Opens the app for one command, and closes it whatever happens. A signal aborts the polls in flight. */
export const withApp = async <Result>(
  { places, env, clock, terminal, signal }: CommandContext,
  work: (app: App, listen: (listener: Listener) => void) => Promise<Result>,
): Promise<Result> => {
  let listener: Listener = () => {}
  const app = await openApp({
    places,
    env,
    clock,
    reported: (report) => listener(report),
    failed(source, error) {
      terminal.note(
        `${source}: ${error instanceof StoreError || error instanceof Exhausted ? error.message : `this is a bug in Polywire, please report it: ${trace(error)}`}`,
      )
      listener(null)
    },
    upgrading: (schemas) => terminal.note(describeUpgrade(schemas)),
    clockJumped: (byMs) => terminal.note(`The clock was set back by ${-Math.round(byMs / 1_000)} s; due times moved with it.`),
    withoutVector: (why) => terminal.note(why),
    embedded(report) {
      if (report.outcome === 'failed') terminal.note(`The end point for embeddings gave no vectors: ${report.why}.`)
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

/** Calls `work` with the parts to fetch and read as a poll would, on a store in memory, and closes them. */
export const withPartsToLook = async <Result>(
  { clock }: CommandContext,
  configuration: Configuration,
  work: (parts: ConfiguredParts) => Promise<Result>,
): Promise<Result> => {
  const store = await openStoreInMemory()
  const parts = createConfiguredParts(configuration, {
    store,
    clock,
    rights: createSourceRights({ ...clock, store }),
    appended: () => {},
    allowance: createDailyAllowance(),
    signingKey: null,
  })
  try {
    return await work(parts)
  } finally {
    await parts.close()
    await store.close()
  }
}
