import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '../../../model/ids.ts'
import { type Store, StoreUnavailable, type Upgrading } from '../../ports/store.ts'
import { connectToPostgres } from './postgres-connection.ts'
import { createPostgresEngine } from './postgres-engine.ts'
import { checkPostgresSchema, migratePostgres } from './postgres-migrations.ts'
import { readNote } from './postgres-notes.ts'
import { createPostgresStore } from './postgres-store.ts'
import { MOVE_NOTE, refuseUnfinishedMove } from '../../moving/unfinished-move.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string
  /** For commands that only look, while the service may be running: changes nothing. */
  readonly readOnly?: boolean
  /** What editions are dated by; left out, the machine's clock. */
  readonly now?: () => Instant
  /** How long a database that is away is waited for. Left out: not at all. */
  readonly patienceMs?: number
  /** Hears why it is waited for. */
  readonly waiting?: (reason: string) => void
  /** Hears that an older schema is about to be brought up to date. */
  readonly upgrading?: Upgrading
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** Throws StoreError where the database is away, or of a version that this one can't use. */
export const openPostgres = async (options: PostgresOptions): Promise<Store> => {
  const { url, readOnly = false, now = Date.now, patienceMs = 0, waiting = () => {}, upgrading = () => {} } = options
  const connection = connectToPostgres({ url, readOnly })
  try {
    const version = await whenThere({ patienceMs, waiting }, async () =>
      readOnly ? await checkPostgresSchema(connection) : await migratePostgres(connection, upgrading),
    )
    refuseUnfinishedMove(await readNote(connection, MOVE_NOTE))
    return createPostgresStore(createPostgresEngine(connection, { now, schemaVersion: version }))
  } catch (error) {
    await connection.close()
    throw error
  }
}

type Patience = Required<Pick<PostgresOptions, 'patienceMs' | 'waiting'>>

const whenThere = async <Result>({ patienceMs, waiting }: Patience, work: () => Promise<Result>): Promise<Result> => {
  let left = patienceMs
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error.isLasting || left <= 0) throw error
      waiting(error.message)
      await sleep(Math.min(wait, left))
      left -= wait
    }
  }
}
