/** Composes the application: chooses store, schedule, clock, source of chance, and the settings of each stage. Nothing else chooses these. */

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
import { signingKeyIn } from './server/signing-key.ts'
import { VERSION } from './server/version.ts'
import { whenDatabaseIsThere } from './server/when-database-is-there.ts'
import type { LearnedTopics } from './server/learn-topics.ts'
import { configurationMark, takeOverFirst } from './server/take-over.ts'
import { ConfigurationError, loadConfiguration } from './server/load-configuration.ts'
import { createInFlight } from './lib/concurrency.ts'
import type { ConfigurationResult } from './config/read-configuration.ts'
import type { ConfigProblem, Configuration } from './model/configuration.ts'
import type { Instant, SourceId } from './model/ids.ts'
import type { VectorOf } from './model/sentence-vector.ts'
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
  /** True: a full disk doesn't end the start; `catchUp` later writes what could not be written. */
  readonly patient?: boolean
  /** Roles of this process among those that share the database. Left out: all roles, and no other process may use the database. */
  readonly roles?: readonly Role[]
  /** Called with the error when the lease could not be renewed. */
  readonly leaseFailed?: (error: unknown) => void
  /** Size in bytes at which the database stops growing, as on a full disk. */
  readonly maxBytes?: number
  /** Called with the error when the grouper could not store a plan, or failed otherwise. */
  readonly groupingFailed?: (error: unknown) => void
  /** Called with what corrections changed, whenever they are applied. */
  readonly corrected?: (report: CorrectionReport) => void
  /** Called with the milliseconds by which due times were moved, because the clock was set back before the start. */
  readonly clockJumped?: (byMs: number) => void
  /** Called with the time of the database's clock, which all processes follow, before anything is stored by this process's own clock. */
  readonly sharedClock?: (shows: Instant) => void
  /** Called with the time of the last poll where the clock is behind what is stored. True: the clock continues from that time. */
  readonly clockBehind?: (newest: Instant) => boolean
  /** Called before an older schema is migrated. */
  readonly upgrading?: Upgrading
  /** Called with the reason before each wait for the database. */
  readonly waiting?: (reason: string) => void
  /** Called after each request to an end point for embeddings. */
  readonly embedded?: (report: EmbeddingsReport) => void
  /** Called with the milliseconds that each new article waited for its story. */
  readonly decided?: (waitedMs: readonly number[]) => void
  /** Called before the features of the last days are computed again, because another version stored them in another format. */
  readonly renewing?: () => void
  /** False: no source that is due is polled. */
  readonly mayClaim?: () => boolean
  /** Called with the reason where the built-in model can't be used, or gives a text no vector. */
  readonly withoutVector?: (why: string) => void
}

export type App = {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly duties: ProcessDuties
  readonly rights: SourceRights
  readonly parts: () => ConfiguredParts
  readonly configuration: () => Configuration
  /** Problems of the last reload; empty if it succeeded. After a failure the configuration before it stays in force. */
  readonly problems: () => readonly ConfigProblem[]
  /** Warnings about the current configuration: what is switched off, or probably unintended. */
  readonly warnings: () => readonly ConfigProblem[]
  /** Reads the configuration folder again. Resolves to true if the new configuration is in force now, false if it has problems. */
  readonly reload: () => Promise<boolean>
  /** Resolves when all polls that began with earlier configurations have ended, after which nothing read by these is stored. */
  readonly outlived: () => Promise<void>
  /** Applies the configuration that a full disk prevented from being applied, if there is room now; resolves to true if it did. */
  readonly catchUp: () => Promise<boolean>
  readonly vectorOf: VectorOf
  readonly learned: () => Promise<LearnedTopics>
  readonly rebuild: Grouper['rebuild']
  /** Resolves when everything that is stored now is grouped and therefore published; after a minute at most where another process groups. */
  readonly grouped: () => Promise<void>
  /** Sets the listener that is called whenever something published has changed. */
  readonly onPublished: (listener: () => void) => void
  /** Runs a change of the store between two steps of the grouper, which then loads its index anew. */
  readonly forgetIndex: Grouper['forget']
  readonly group: () => void
  readonly close: () => Promise<void>
}

/** How long a starting service waits for a database that does not answer. Then it ends, and its supervisor may restart it. */
const DATABASE_PATIENCE_MS = 5 * MINUTE

/** How long polls in flight may take to end when the service stops. */
export const GRACE_MS = 5_000

/** One poll more per host than connections, so that the next document is fetched while one is parsed. */
const limitsOf = ({ service: { fetch } }: Configuration): PollLimits => ({
  concurrency: fetch.concurrency,
  perHost: fetch.perHost.concurrency + 1,
})

/** Looked up anew for each poll, since a reload may have changed the parts. */
const ruledBy = (parts: () => ConfiguredParts) => ({
  pipeline: () => parts().pipeline,
  sourceOf: (id: SourceId) => parts().sourceOf(id),
  limits: () => limitsOf(parts().configuration),
})

const schedulerOf = (
  { store, duties }: Awaited<ReturnType<typeof openAndJoin>>,
  options: AppOptions,
  parts: () => ConfiguredParts,
) => withShards(duties, createScheduler({ mayClaim: () => true, ...options, store, now: options.clock.now, ...ruledBy(parts) }))

/** Rejects with ConfigurationError, which lists every problem, or with StoreError where the store can't be used. */
export const openApp = async (options: AppOptions): Promise<App> => {
  const { clock } = options
  const readConfiguration = configurationReader(options)
  const first = await readConfiguration()
  if (!first.ok) throw new ConfigurationError(first.problems)
  const joined = await openAndJoin(first.configuration, options)
  const { store, duties, rights, signingKey } = joined
  const grouping = openGrouping(store, first.configuration, { ...options, duties, rights })
  const lasting = { store, clock, rights, appended: grouping.group, allowance: createDailyAllowance(), signingKey }
  const partsOf = (read: Configuration): ConfiguredParts => createConfiguredParts(read, lasting)
  let parts = partsOf(first.configuration)
  let notes = notesOf(first)
  const { takeOver, catchUp } = await takeOverFirst(first.configuration, { ...options, ...joined })

  const scheduler = schedulerOf(joined, options, () => parts)
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
    // Polls in flight end with the old parts; the reload does not wait for them.
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
    problems: () => notes.problems,
    warnings: () => notes.warnings,
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

type Notes = { readonly problems: readonly ConfigProblem[]; readonly warnings: readonly ConfigProblem[] }
/** Problems and warnings of a reading; after a failed one the warnings of the current configuration stay. Keeps nothing else of the reading, which holds all files' texts. */
const notesOf = (read: ConfigurationResult, before: Notes = { problems: [], warnings: [] }): Notes =>
  read.ok ? { problems: [], warnings: read.warnings } : { problems: read.problems, warnings: before.warnings }

const storeOptions = ({ clock, maxBytes, upgrading }: AppOptions): StoreOptions => ({
  now: clock.now,
  ...(maxBytes === undefined ? {} : { maxBytes }),
  ...(upgrading === undefined ? {} : { upgrading }),
})

/** Starts due polls when the process gets shards, whose sources may be overdue, and aborts polls when it has lost its lease. */
const withShards = (duties: ProcessDuties, scheduler: Scheduler): Scheduler => {
  duties.onChange(({ kind }) => {
    if (kind === 'joined-anew') scheduler.abandon()
    // An error in claiming recurs at the next tick, which reports it.
    if (kind === 'polls') scheduler.startDue().catch(() => {})
  })
  return scheduler
}

type Joined = Pick<App, 'store' | 'duties' | 'rights'> & { readonly signingKey: string | null }

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
    const signingKey = await signingKeyIn(store, configuration.service.publicUrl ?? null)
    return { store, duties, rights, signingKey }
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

/** A deep copy for the time that the service runs: a string that was cut from a file would keep the file's whole text in memory, its copy does not. */
const compacted = (read: ConfigurationResult): ConfigurationResult => {
  if (!read.ok) return read
  const { lexicons, ...taxonomy } = withSharedLexicons(read.configuration.taxonomy)
  const rest = structuredClone({ ...read.configuration, taxonomy })
  return { ...read, configuration: { ...rest, taxonomy: { ...rest.taxonomy, lexicons } } }
}

/**
 * True where only corrections, takedowns or examples of topics differ, which reading threads don't use: threads and connections are then reused, so that
 * these decisions take effect at once.
 */
const differsInDecisionsOnly = (one: Configuration, other: Configuration): boolean =>
  isDeepStrictEqual(withoutDecisions(one), withoutDecisions(other))
const withoutDecisions = ({ taxonomy, ...rest }: Configuration) => ({
  ...rest,
  corrections: [],
  takedowns: [],
  taxonomy: { ...taxonomy, topics: taxonomy.topics.map((topic) => ({ ...topic, examples: null })) },
})
