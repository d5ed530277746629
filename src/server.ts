/** The only place that chooses: which store, which schedule, the real clock and real chance, the settings of each stage. */

import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { MINUTE } from './lib/durations.ts'
import type { Clock } from './model/time-and-chance.ts'
import { createConfiguredParts, type ConfiguredParts } from './server/configured-parts.ts'
import type { Environment } from './config/environment.ts'
import type { Places } from './config/process-settings.ts'
import type { CorrectionReport } from './grouping/apply-corrections.ts'
import type { Grouper } from './grouping/grouper.ts'
import type { EmbeddingsReport } from './embeddings/endpoint.ts'
import { joinProcesses, type ProcessDuties } from './server/duties.ts'
import { openGrouping } from './server/open-grouping.ts'
import { configurationMark } from './server/configuration-mark.ts'
import { VERSION } from './server/version.ts'
import { whenDatabaseIsThere } from './server/when-database-is-there.ts'
import { takeOverFirst } from './server/take-over.ts'
import { ConfigurationError, loadConfiguration } from './server/load-configuration.ts'
import { createInFlight } from './lib/concurrency.ts'
import type { ConfigurationResult } from './config/read-configuration.ts'
import type { ConfigProblem, Configuration } from './model/configuration.ts'
import type { Instant, SourceId } from './model/ids.ts'
import { type Role, ROLES } from './model/process-roles.ts'
import { withSharedLexicons } from './model/shared-lexicons.ts'
import { createDailyAllowance } from './ingest/daily-allowance.ts'
import { createScheduler, type Scheduler, type PollLimits } from './ingest/scheduler.ts'
import type { PollReport } from './ingest/poll.ts'
import { loadSourceRights, type SourceRights } from './ingest/source-rights.ts'
import { openStore, type StoreOptions } from './server/stores.ts'
import type { Store, Upgrading } from './store/ports/store.ts'

export type AppOptions = {
  readonly places: Places
  readonly env: Environment
  readonly clock: Clock
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
  /** True: a full disk doesn't end the start; what it keeps from being written is made up for by `catchUp`. */
  readonly patient?: boolean
  /** What this process does, beside others on the same database. Left out: everything, and alone. */
  readonly roles?: readonly Role[]
  /** Hears why its lease could not be renewed. */
  readonly leaseFailed?: (error: unknown) => void
  /** The database stops growing here, as on a full disk. */
  readonly maxBytes?: number
  /** Hears of plans of the grouper that could not be stored, and of its faults. */
  readonly groupingFailed?: (error: unknown) => void
  /** Hears what corrections did, whenever they are applied. */
  readonly corrected?: (report: CorrectionReport) => void
  /** Hears by how many milliseconds due times have moved, because the clock was set back before the start. */
  readonly clockJumped?: (byMs: number) => void
  /** Hears what the clock shows that all processes go by, before anything is stored by this process's own. */
  readonly sharedClock?: (shows: Instant) => void
  /** Hears that the clock is behind what is stored, and when the last poll was. True: the clock continues from there. */
  readonly clockBehind?: (newest: Instant) => boolean
  /** Hears that an older schema is about to be brought up to date. */
  readonly upgrading?: Upgrading
  /** Hears why the database is waited for. */
  readonly waiting?: (reason: string) => void
  /** Hears of each request to the model for embeddings. */
  readonly embedded?: (report: EmbeddingsReport) => void
}

export type App = {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly duties: ProcessDuties
  readonly rights: SourceRights
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
  /** Changes what is stored between two steps of the grouper, which reads again then what it compares with. */
  readonly forgetIndex: Grouper['forget']
  /** Has the grouper look at the log. */
  readonly group: () => void
  readonly close: () => Promise<void>
}

/** How long a starting service waits for a database that does not answer. Then it ends, and its supervisor decides. */
const DATABASE_PATIENCE_MS = 5 * MINUTE

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
  const { clock, reported, failed } = options
  const readConfiguration = configurationReader(options)
  const first = await readConfiguration()
  if (!first.ok) throw new ConfigurationError(first.problems)
  const joined = await openAndJoin(first.configuration, options)
  const { store, duties, rights } = joined
  const grouping = openGrouping(store, first.configuration, { ...options, duties, rights })
  const lasting = { store, clock, rights, appended: grouping.group, allowance: createDailyAllowance() }
  const partsOf = (configuration: Configuration): ConfiguredParts => createConfiguredParts(configuration, lasting)
  let parts = partsOf(first.configuration)
  let notes: Pick<App, 'problems' | 'warnings'> = notesOf(first)
  const { takeOver, catchUp } = await takeOverFirst(first.configuration, { ...options, ...joined })

  const scheduler = withShards(duties, createScheduler({ store, reported, failed, now: clock.now, ...ruledBy(() => parts) }))
  const retired = createInFlight()
  const reload = async (): Promise<boolean> => {
    const read = await readConfiguration()
    notes = notesOf(read, notes)
    if (!read.ok) return false
    const before = parts
    parts = differsInDecisionsOnly(before.configuration, read.configuration)
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
    ...joined,
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
      await duties.close()
      await store.close()
    },
  }
}

/** What a reading says; one that failed leaves the warnings of what is in force. */
const notesOf = (read: ConfigurationResult, before?: Pick<App, 'warnings'>): Pick<App, 'problems' | 'warnings'> =>
  read.ok
    ? { problems: () => [], warnings: () => read.warnings }
    : { problems: () => read.problems, warnings: before?.warnings ?? (() => []) }

const storeOptions = ({ clock, maxBytes, upgrading }: AppOptions): StoreOptions => ({
  now: clock.now,
  ...(maxBytes === undefined ? {} : { maxBytes }),
  ...(upgrading === undefined ? {} : { upgrading }),
})

/** Sources of shards that this process has been given may have waited; those that it lost are polled by others. */
const withShards = (duties: ProcessDuties, scheduler: Scheduler): Scheduler => {
  duties.onChange(({ kind }) => {
    if (kind === 'joined-anew') scheduler.abandon()
    // An error in claiming repeats at the next tick, which reports it.
    if (kind === 'polls') scheduler.startDue().catch(() => {})
  })
  return scheduler
}

type Joined = Pick<App, 'store' | 'duties' | 'rights'>

const openAndJoin = async (configuration: Configuration, options: AppOptions): Promise<Joined> => {
  const { patient = false, waiting = () => {} } = options
  const patienceMs = patient ? DATABASE_PATIENCE_MS : 0
  return await whenDatabaseIsThere({ patienceMs, waiting }, async () => await joinOnce(configuration, options))
}

const joinOnce = async (configuration: Configuration, options: AppOptions): Promise<Joined> => {
  const store = await openStore(options.places, storeOptions(options))
  const { roles = ROLES, clock, leaseFailed = () => {} } = options
  try {
    const rights = await loadSourceRights({ ...clock, store })
    const duties = await joinProcesses({
      ...clock,
      store,
      roles,
      isAlone: options.roles === undefined,
      version: VERSION,
      configuration: configurationMark(configuration),
      failed: leaseFailed,
    })
    return { store, duties, rights }
  } catch (error) {
    await store.close()
    throw error
  }
}

const configurationReader =
  ({ places, env, clock }: AppOptions) =>
  async (): Promise<ConfigurationResult> => {
    const read = await loadConfiguration(places.configFolder, env, clock.now())
    await setImmediate()
    const compact = compacted(read)
    await setImmediate()
    return compact
  }

/** What stays for as long as the service runs. A string that was cut from a file keeps the whole text in memory: its copy does not. */
const compacted = (read: ConfigurationResult): ConfigurationResult => {
  if (!read.ok) return read
  const { lexicons, ...taxonomy } = withSharedLexicons(read.configuration.taxonomy)
  const rest = structuredClone({ ...read.configuration, taxonomy })
  return { ...read, configuration: { ...rest, taxonomy: { ...rest.taxonomy, lexicons } } }
}

/** Threads and connections go on then: what a person decided is in force at once. */
const differsInDecisionsOnly = (one: Configuration, other: Configuration): boolean =>
  isDeepStrictEqual({ ...one, corrections: [], takedowns: [] }, { ...other, corrections: [], takedowns: [] })
