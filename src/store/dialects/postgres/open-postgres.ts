import type { Instant } from '../../../model/ids.ts'
import type { Store, Upgrading } from '../../ports/store.ts'
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
  /** Hears that an older schema is about to be brought up to date. */
  readonly upgrading?: Upgrading
}

/** Throws StoreError where the database is away, or of a version that this one can't use. */
export const openPostgres = async (options: PostgresOptions): Promise<Store> => {
  const { url, readOnly = false, now = Date.now, upgrading = () => {} } = options
  const connection = connectToPostgres({ url, readOnly })
  try {
    const version = readOnly ? await checkPostgresSchema(connection) : await migratePostgres(connection, upgrading)
    refuseUnfinishedMove(await readNote(connection, MOVE_NOTE))
    return createPostgresStore(createPostgresEngine(connection, { now, schemaVersion: version }))
  } catch (error) {
    await connection.close()
    throw error
  }
}
