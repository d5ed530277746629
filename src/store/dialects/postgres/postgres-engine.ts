import type { RE2JS } from 're2js'
import type { Instant } from '../../../model/ids.ts'
import { createRegexes } from '../../regexes.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import type { Membership } from '../../database.ts'
import { createPartitions, type Partitions } from './postgres-partitions.ts'
import { statementsOn } from '../../drivers/postgres-dialect.ts'
import { createTags } from '../../stored-tags.ts'
import type { Tags } from '../../tags.ts'
import { createVocabulary, type Vocabulary } from './postgres-vocabulary.ts'

/** What all parts of the PostgreSQL store use. */
export type PostgresEngine = PostgresConnection & {
  readonly tags: Tags
  readonly vocabulary: Vocabulary
  readonly partitions: Partitions
  /** Compiles a regular expression, or returns the cached one. */
  readonly regexes: (pattern: string) => RE2JS
  /** The clock for edition times. */
  readonly now: () => Instant
  readonly schemaVersion: number
  readonly membership: Membership
  /** Why a query was refused within the last seconds, null: none was. Others, such as the renewal of a lease, may still succeed. */
  readonly refusal: () => string | null
  /**
   * Runs the process's writes one after the other: what one process stores is in the order of the calls, as on SQLite. Other processes write at
   * the same time.
   */
  readonly inTurn: <Result>(work: (transaction: PostgresConnection['transaction']) => Promise<Result>) => Promise<Result>
  /** For what must not wait for a long write of this process, such as sharing out duties: a lease would end meanwhile. */
  readonly outOfTurn: PostgresConnection['transaction']
}

export type EngineOptions = Pick<PostgresEngine, 'now' | 'schemaVersion'>

export const createPostgresEngine = (connection: PostgresConnection, { now, schemaVersion }: EngineOptions): PostgresEngine => {
  const inTurn = createTurns(connection)
  const tags = createTags(statementsOn(connection))
  const vocabulary = createVocabulary(connection)
  const membership: Membership = { number: null, shards: null }
  connection.onOtherServer(() => {
    tags.forget()
    vocabulary.learnAnew()
    // This process's duties were granted by rows that may be lost: it joins again at its next renewal.
    if (membership.number !== null) membership.number = NOBODY
  })
  let refused: { readonly reason: string; readonly at: Instant } | null = null
  connection.onRefused((reason) => {
    refused = { reason, at: now() }
  })
  return {
    ...connection,
    refusal: () => (refused !== null && Math.abs(now() - refused.at) < REFUSED_MS ? refused.reason : null),
    transaction: async (change) => await inTurn(async (transaction) => await transaction(change)),
    inTurn,
    outOfTurn: connection.transaction,
    tags,
    vocabulary,
    partitions: createPartitions(connection),
    regexes: createRegexes(),
    now,
    schemaVersion,
    membership,
  }
}

/** How long (ms) a refusal counts. Where there are few sources, the next write that is refused may come later. */
const REFUSED_MS = 15_000

/** A number that no process has. */
const NOBODY = 0

const createTurns = ({ transaction }: PostgresConnection): PostgresEngine['inTurn'] => {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const done = last.then(async () => await work(transaction))
    last = done.catch(() => {})
    return await done
  }
}
