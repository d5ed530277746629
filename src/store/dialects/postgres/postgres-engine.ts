import type { RE2JS } from 're2js'
import type { Instant } from '../../../model/ids.ts'
import { createRegexes } from '../../regexes.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import type { Membership } from './postgres-fences.ts'
import { createPartitions, type Partitions } from './postgres-partitions.ts'
import { createPostgresTags, type PostgresTags } from './postgres-tags.ts'
import { createVocabulary, type Vocabulary } from './postgres-vocabulary.ts'

/** What every part of the PostgreSQL store works with. */
export type PostgresEngine = PostgresConnection & {
  readonly tags: PostgresTags
  readonly vocabulary: Vocabulary
  readonly partitions: Partitions
  /** Compiled. */
  readonly regexes: (pattern: string) => RE2JS
  /** What editions are dated by. */
  readonly now: () => Instant
  readonly schemaVersion: number
  readonly membership: Membership
  /** A write has found no room within the last seconds. One that needs none, such as the renewal of a lease, may go on. */
  readonly isFull: () => boolean
  /**
   * What writes, one after the other: what one process stores stands in the order in which it was asked to, as it does on SQLite. Other processes
   * go on meanwhile.
   */
  readonly inTurn: <Result>(work: (transaction: PostgresConnection['transaction']) => Promise<Result>) => Promise<Result>
}

export type EngineOptions = Pick<PostgresEngine, 'now' | 'schemaVersion'>

export const createPostgresEngine = (connection: PostgresConnection, { now, schemaVersion }: EngineOptions): PostgresEngine => {
  const inTurn = createTurns(connection)
  const tags = createPostgresTags(connection)
  const vocabulary = createVocabulary(connection)
  const membership: Membership = { number: null, shards: null }
  connection.onOtherServer(() => {
    tags.forget()
    vocabulary.learnAnew()
    // What this process was at rests on what may be gone: it joins anew at its next renewal.
    if (membership.number !== null) membership.number = NOBODY
  })
  let fullAt = Number.NEGATIVE_INFINITY
  connection.onNoRoom(() => {
    fullAt = now()
  })
  return {
    ...connection,
    isFull: () => Math.abs(now() - fullAt) < FULL_MS,
    transaction: async (change) => await inTurn(async (transaction) => await transaction(change)),
    inTurn,
    tags,
    vocabulary,
    partitions: createPartitions(connection),
    regexes: createRegexes(),
    now,
    schemaVersion,
    membership,
  }
}

/** What has found no room is tried again sooner. */
const FULL_MS = 15_000

/** No process has this number. */
const NOBODY = 0

const createTurns = ({ transaction }: PostgresConnection): PostgresEngine['inTurn'] => {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const done = last.then(async () => await work(transaction))
    last = done.catch(() => {})
    return await done
  }
}
