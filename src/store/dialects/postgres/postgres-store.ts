import type { ArticleLog } from '../../ports/article-log.ts'
import { type Store, type StoreHealth, StoreUnavailable } from '../../ports/store.ts'
import { createPollBatches } from './poll-batches.ts'
import { append, appendOverride } from './postgres-append.ts'
import { commit } from './postgres-commit.ts'
import { sourceSummaries, storeCounts } from './postgres-counts.ts'
import { readEdition } from './postgres-counters.ts'
import { postgresDatabase } from '../../drivers/postgres.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { dropEmptyPartitions } from './postgres-partitions.ts'
import { deleteOldRows } from '../../retention.ts'
import { postgresSearch } from './postgres-search.ts'
import { setBack } from '../../set-back-clock.ts'
import { pollsIn, recordPolls } from '../../sources/polls.ts'
import type { Database } from '../../database.ts'
import { postgresProcesses } from './postgres-processes.ts'
import { commonParts } from '../../common-parts.ts'
import { withSearchByMeaning } from '../../meaning/search-by-meaning.ts'

/** The store's contract on an open database. */
export const createPostgresStore = (engine: PostgresEngine, database = postgresDatabase(engine)): Store =>
  withSearchByMeaning(
    {
      ...commonParts(database, postgresSearch(engine)),
      ...sourcePart(engine, database),
      ...logPart(engine),
      similarWords: async (word, budget) => await engine.vocabulary.similar(word, budget),
      ...maintenancePart(engine, database),
      processes: postgresProcesses({ ...engine, transaction: engine.outOfTurn }, engine.membership),
    },
    database,
  )

type SourcePart = Pick<Store, 'claimDue' | 'claim' | 'sourceSummaries' | 'recordPoll' | 'setBack'>
const sourcePart = (engine: PostgresEngine, database: Database, { claimDue, claim } = pollsIn(database)): SourcePart => ({
  // While the database cannot be reached, nothing is due.
  claimDue: async (now, terms) => await unlessAway(claimDue(now, terms), []),
  claim: async (source, now, leaseMs) => await unlessAway(claim(source, now, leaseMs), null),
  sourceSummaries: async (now) => await sourceSummaries(engine, now),
  recordPoll: createPollBatches(async (polls) => await database.transaction(() => recordPolls(database.membership, polls))),
  setBack: async (now) => await setBack(database, now),
})

const unlessAway = async <Result>(work: Promise<Result>, otherwise: Result): Promise<Result> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof StoreUnavailable) return otherwise
    throw error
  }
}

type LogPart = Pick<ArticleLog, 'append' | 'appendOverride' | 'commit'>
const logPart = (engine: PostgresEngine): LogPart => ({
  append: async (batch) => await append(engine, batch),
  appendOverride: async (note, value, now) => await appendOverride(engine, note, value, now),
  commit: async (plan) => await commit(engine, plan),
})

type MaintenancePart = Pick<Store, 'counts' | 'edition' | 'health' | 'noteDamage' | 'deleteOld' | 'close'>
const maintenancePart = (engine: PostgresEngine, database: Database): MaintenancePart => ({
  counts: async () => await storeCounts(engine),
  edition: async () => await readEdition(engine),
  health: async () => await healthOf(engine),
  // Its pages are the server's affair.
  noteDamage: async () => {},
  deleteOld: async (before) => {
    await deleteOldRows(database, before, engine.now())
    await engine.vocabulary.forget()
    await dropEmptyPartitions(engine)
  },
  close: async () => await engine.close(),
})

const healthOf = async ({ soon, refusal, schemaVersion }: PostgresEngine): Promise<StoreHealth> => {
  try {
    const state = await soon.get<{ readonly is: boolean }>(`SELECT current_setting('transaction_read_only') = 'on' AS is`)
    const why = state?.is === true ? 'the database takes no writes' : refusal()
    return {
      readable: true,
      writable: why === null,
      reason: why === null ? null : `read-only: ${why}`,
      damage: null,
      schemaVersion,
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    return { readable: false, writable: false, reason: error.message, damage: null, schemaVersion }
  }
}
