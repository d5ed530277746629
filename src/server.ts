/** The only place that chooses: which store, which schedule, the real clock and real chance, the settings of each stage. */

import { isDeepStrictEqual } from 'node:util'
import type { Clock } from './server/clock.ts'
import { createConfiguredParts, type ConfiguredParts } from './server/configured-parts.ts'
import type { Environment } from './config/environment.ts'
import type { Places } from './config/process-settings.ts'
import type { CorrectionReport } from './grouping/apply-corrections.ts'
import type { GroupingRules } from './grouping/decide-batch.ts'
import { createLogFollower } from './grouping/follow-log.ts'
import { createGrouper, type Grouper } from './grouping/grouper.ts'
import type { EmbeddingsReport } from './embeddings/endpoint.ts'
import { createEmbeddingsModel, modelRules } from './server/embeddings-model.ts'
import { openEmbeddings } from './server/open-embeddings.ts'
import { siteOwnership } from './server/site-ownership.ts'
import { createTakeOver } from './server/take-over.ts'
import { ConfigurationError, loadConfiguration } from './server/load-configuration.ts'
import { createInFlight } from './lib/concurrency.ts'
import type { ConfigurationResult } from './config/read-configuration.ts'
import type { ConfigProblem, Configuration } from './model/configuration.ts'
import type { SourceId } from './model/ids.ts'
import { withSharedLexicons } from './model/shared-lexicons.ts'
import { createScheduler, type Scheduler, type PollLimits } from './ingest/scheduler.ts'
import type { PollReport } from './ingest/poll.ts'
import { openStore, type StoreOptions } from './server/stores.ts'
import type { Store } from './store/ports/store.ts'

export type AppOptions = {
  readonly places: Places
  readonly env: Environment
  readonly clock: Clock
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
  /** True: a full disk doesn't end the start; what it keeps from being written is made up for by `catchUp`. */
  readonly patient?: boolean
  /** The database stops growing here, as on a full disk. */
  readonly maxBytes?: number
  /** Hears of plans of the grouper that could not be stored, and of its faults. */
  readonly groupingFailed?: (error: unknown) => void
  /** Hears what corrections did, whenever they are applied. */
  readonly corrected?: (report: CorrectionReport) => void
  /** Hears why the database is waited for. */
  readonly waiting?: (reason: string) => void
  /** Hears of each request to the model for embeddings. */
  readonly embedded?: (report: EmbeddingsReport) => void
}

export type App = {
  readonly store: Store
  readonly scheduler: Scheduler
  /** By the configuration in force. */
  readonly parts: () => ConfiguredParts
  readonly configuration: () => Configuration
  /** Of the last reload, if it failed; the configuration before it stays in force. */
  readonly problems: () => readonly ConfigProblem[]
  /** Of the configuration in force: what is switched off, or hardly intended. */
  readonly warnings: () => readonly ConfigProblem[]
  /** Reads the folder again. Resolves to true if the new configuration is in force now. */
  readonly reload: () => Promise<boolean>
  /** Resolves when the polls have ended that began by earlier configurations: nothing is stored any more that was read by these. */
  readonly outlived: () => Promise<void>
  /** Where a full disk kept the store from taking over a configuration: does so if there is room now, and resolves to true then. */
  readonly catchUp: () => Promise<boolean>
  /** Rebuilds stories while the service goes on. */
  readonly rebuild: Grouper['rebuild']
  /** Resolves when everything that is stored by now is grouped, and so published. */
  readonly grouped: () => Promise<void>
  /** Calls this from now on whenever something published has changed. */
  readonly onPublished: (listener: () => void) => void
  /** Has the grouper look at the log. */
  readonly group: () => void
  readonly close: () => Promise<void>
}

/** So long a service that starts waits for a database that is away; then whoever started it decides. */
const DATABASE_PATIENCE_MS = 5 * 60_000

/** How long polls under way may take to end when the service stops. */
export const GRACE_MS = 5_000

/** While one document is read, its host can be asked for the next. */
const limitsOf = ({ service: { fetch } }: Configuration): PollLimits => ({
  concurrency: fetch.concurrency,
  perHost: fetch.perHost.concurrency + 1,
})

/** What is asked anew for each poll, since a reload may have changed it. */
const ruledBy = (parts: () => ConfiguredParts) => ({
  pipeline: () => parts().pipeline,
  sourceOf: (id: SourceId) => parts().sourceOf(id),
  limits: () => limitsOf(parts().configuration),
})

/** Throws ConfigurationError with every problem, or StoreError where the data folder can't be used. */
export const openApp = async (options: AppOptions): Promise<App> => {
  const { places, env, clock, reported, failed, patient = false } = options
  const readConfiguration = async () => compacted(await loadConfiguration(places.configFolder, env, clock.now()))
  const first = await readConfiguration()
  if (!first.ok) throw new ConfigurationError(first.problems)
  const store = await openStore(places, storeOptions(options))
  const grouping = createGrouping(store, first.configuration, options)
  const partsOf = (configuration: Configuration): ConfiguredParts =>
    createConfiguredParts(configuration, store, clock, grouping.group)
  let parts = partsOf(first.configuration)
  let notes: Pick<App, 'problems' | 'warnings'> = notesOf(first)
  const { takeOver, catchUp } = createTakeOver({ store, clock, patient })
  await takeOver(first.configuration)

  const scheduler = createScheduler({ store, reported, failed, now: clock.now, ...ruledBy(() => parts) })
  const retired = createInFlight()
  const reload = async (): Promise<boolean> => {
    const read = await readConfiguration()
    notes = notesOf(read, notes)
    if (!read.ok) return false
    const before = parts
    parts = differsInCorrectionsOnly(before.configuration, read.configuration)
      ? { ...before, configuration: read.configuration }
      : partsOf(read.configuration)
    grouping.configure(read.configuration)
    await takeOver(read.configuration)
    grouping.group()
    // Polls under way end by the old one; nobody waits for them here.
    if (parts.reading !== before.reading) void retired.track(before.close())
    return true
  }
  return {
    store,
    scheduler,
    reload,
    outlived: retired.drained,
    parts: () => parts,
    configuration: () => parts.configuration,
    problems: () => notes.problems(),
    warnings: () => notes.warnings(),
    catchUp,
    ...grouping,
    async close() {
      await scheduler.stop(GRACE_MS)
      await parts.close()
      await retired.drained()
      await grouping.stop()
      await store.close()
    },
  }
}

/** What a reading says; one that failed leaves the warnings of what is in force. */
const notesOf = (read: ConfigurationResult, before?: Pick<App, 'warnings'>): Pick<App, 'problems' | 'warnings'> =>
  read.ok
    ? { problems: () => [], warnings: () => read.warnings }
    : { problems: () => read.problems, warnings: before?.warnings ?? (() => []) }

const storeOptions = ({ clock, maxBytes, patient, waiting }: AppOptions): StoreOptions => ({
  now: clock.now,
  ...(maxBytes === undefined ? {} : { maxBytes }),
  ...(patient === true ? { patienceMs: DATABASE_PATIENCE_MS } : {}),
  ...(waiting === undefined ? {} : { waiting }),
})

/** What stays for as long as the service runs. A string that was cut from a file keeps the whole text in memory: its copy does not. */
const compacted = (read: ConfigurationResult): ConfigurationResult => {
  if (!read.ok) return read
  const { lexicons, ...taxonomy } = withSharedLexicons(read.configuration.taxonomy)
  const rest = structuredClone({ ...read.configuration, taxonomy })
  return { ...read, configuration: { ...rest, taxonomy: { ...rest.taxonomy, lexicons } } }
}

/** The grouper and what keeps it at the end of the log; they outlive reloads of the configuration. */
const createGrouping = (
  store: Store,
  first: Configuration,
  { clock, corrected = () => {}, groupingFailed = () => {}, embedded = () => {} }: AppOptions,
) => {
  let rules = rulesOf(first)
  let published = (): void => {}
  const model = createEmbeddingsModel(first, { clock, reported: embedded })
  const grouper = createGrouper({
    ...clock,
    store,
    embeddings: openEmbeddings(),
    rules: () => rules,
    askModel: model.ask,
    corrected,
    published: () => published(),
  })
  const { caughtUp, poke, stop } = createLogFollower({ grouper, failed: groupingFailed })
  return {
    rebuild: grouper.rebuild,
    grouped: caughtUp,
    group: poke,
    async stop(): Promise<void> {
      // The batch at hand still waits for its answer.
      await stop()
      await model.close()
    },
    configure: (configuration: Configuration): void => {
      rules = rulesOf(configuration)
      model.configure(configuration)
    },
    onPublished: (listener: () => void): void => {
      published = listener
    },
  }
}

const rulesOf = (configuration: Configuration): GroupingRules => ({
  isAtHome: siteOwnership(configuration.sources),
  grouped: configuration.service.stories,
  model: modelRules(configuration),
})

/** Threads and connections go on then: a correction is in force at once. */
const differsInCorrectionsOnly = (one: Configuration, other: Configuration): boolean =>
  isDeepStrictEqual({ ...one, corrections: [] }, { ...other, corrections: [] })
