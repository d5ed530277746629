/** The only place that chooses: which store, which schedule, the real clock and real chance, the settings of each stage. */

import { isDeepStrictEqual } from 'node:util'
import type { Clock } from './app/clock.ts'
import { createEngine, type Engine } from './app/engine.ts'
import type { Environment, Places } from './app/environment.ts'
import type { CorrectionReport } from './app/correcting.ts'
import { createCorrector } from './app/corrector.ts'
import { createPlacing } from './app/placing.ts'
import { createRegroup, type Regroup } from './app/rebuilding.ts'
import { noteMemoryFormat } from './app/regrouping.ts'
import { noteTaggedBy } from './app/retagging.ts'
import { ConfigurationError } from './app/configuration-error.ts'
import { readConfigurationApart } from './app/read-apart.ts'
import { createFlights } from './lib/flights.ts'
import type { ConfigProblem, Configuration } from './model/configuration.ts'
import type { SourceId } from './model/ids.ts'
import { knowledgeMark } from './model/packed-knowledge.ts'
import { createDispatcher, type Dispatcher, type PollLimits } from './pipeline/dispatcher.ts'
import type { PollReport } from './pipeline.ts'
import { openSqlite } from './store/sqlite/open.ts'
import type { Store } from './store/store.ts'

export type AppOptions = {
  readonly places: Places
  readonly env: Environment
  readonly clock: Clock
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
  /** Hears what corrections did, whenever they are applied. */
  readonly corrected?: (report: CorrectionReport) => void
}

export type App = {
  readonly store: Store
  readonly dispatcher: Dispatcher
  /** By the configuration in force. */
  readonly engine: () => Engine
  readonly configuration: () => Configuration
  /** Of the last reload, if it failed; the configuration before it stays in force. */
  readonly problems: () => readonly ConfigProblem[]
  /** Reads the folder again. Resolves to true if the new configuration is in force now. */
  readonly reload: () => Promise<boolean>
  /** Decides anew where stored articles belong, see `regroupStored`. */
  readonly regroup: Regroup
  readonly close: () => Promise<void>
}

/** How long polls under way may take to end when the service stops. */
export const GRACE_MS = 5_000

/** While one document is read, its host can be asked for the next. */
const limitsOf = ({ service: { fetch } }: Configuration): PollLimits => ({
  concurrency: fetch.concurrency,
  perHost: fetch.perHost.concurrency + 1,
})

/** Throws ConfigurationError with every problem, or StoreError where the data folder can't be used. */
export const openApp = async ({ places, env, clock, reported, failed, corrected = () => {} }: AppOptions): Promise<App> => {
  const readConfiguration = () => readConfigurationApart({ folder: places.configFolder, env, now: clock.now() })
  const first = await readConfiguration()
  if (!first.ok) throw new ConfigurationError(first.problems)
  const store = await openSqlite({ folder: places.dataFolder, now: clock.now })
  const stories = createStories(store, clock, corrected)
  let engine = createEngine(first.configuration, store, clock, stories)
  let problems: readonly ConfigProblem[] = []
  await store.syncSources(first.configuration.sources, clock.now())
  await stories.corrector.apply(first.configuration.corrections)
  if ((await store.counts()).articles === 0) await noteBeginning(store, first.configuration)

  const dispatcher = createDispatcher({
    store,
    reported,
    failed,
    now: clock.now,
    pipeline: () => engine.pipeline,
    sourceOf: (id) => engine.sourceOf(id),
    limits: () => limitsOf(engine.configuration),
  })
  const retired = createFlights()
  const reload = async (): Promise<boolean> => {
    const read = await readConfiguration()
    problems = read.ok ? [] : read.problems
    if (!read.ok) return false
    const before = engine
    engine = differsInCorrectionsOnly(before.configuration, read.configuration)
      ? { ...before, configuration: read.configuration }
      : createEngine(read.configuration, store, clock, stories)
    await store.syncSources(read.configuration.sources, clock.now())
    await stories.corrector.apply(read.configuration.corrections)
    // Polls under way end by the old one; nobody waits for them here.
    if (engine.reading !== before.reading) void retired.add(before.close())
    return true
  }
  return {
    store,
    dispatcher,
    reload,
    engine: () => engine,
    configuration: () => engine.configuration,
    problems: () => problems,
    regroup: createRegroup({ store, clock, ...stories, configuration: () => engine.configuration }),
    async close() {
      await dispatcher.stop(GRACE_MS)
      await engine.close()
      await retired.landed()
      await store.close()
    },
  }
}

/** What comes will be tagged by this knowledge and remembered in today's form. */
const noteBeginning = async (store: Store, { knowledge }: Configuration): Promise<void> => {
  await noteTaggedBy(store, knowledgeMark(knowledge))
  await noteMemoryFormat(store)
}

const createStories = (store: Store, clock: Clock, corrected: (report: CorrectionReport) => void) => {
  const placing = createPlacing(store)
  return { placing, corrector: createCorrector({ store, placing, clock, corrected }) }
}

/** Threads and connections go on then: a correction is in force at once. */
const differsInCorrectionsOnly = (one: Configuration, other: Configuration): boolean =>
  isDeepStrictEqual({ ...one, corrections: [] }, { ...other, corrections: [] })
