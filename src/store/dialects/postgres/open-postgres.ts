import type { Instant } from '../../../model/ids.ts'
import type { Store, Upgrading } from '../../ports/store.ts'
import { connectToPostgres } from './postgres-connection.ts'
import { createPostgresEngine } from './postgres-engine.ts'
import { checkPostgresSchema, migratePostgres } from './postgres-migrations.ts'
import { runOn } from '../../drivers/postgres.ts'
import { readNote } from '../../notes.ts'
import { createPostgresStore } from './postgres-store.ts'
import { MOVE_NOTE, refuseUnfinishedMove } from '../../moving/unfinished-move.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string
  /** For commands that only read, while the service may be running: changes nothing. */
  readonly readOnly?: boolean
  /** The clock for edition times; missing: the machine's clock. */
  readonly now?: () => Instant
  /** Called before an older schema is brought up to date. */
  readonly upgrading?: Upgrading
}

/** Throws StoreError if the database cannot be reached, or its schema does not fit this version. */
export const openPostgres = async (options: PostgresOptions): Promise<Store> => {
  const { url, readOnly = false, now = Date.now, upgrading = () => {} } = options
  const connection = connectToPostgres({ url, readOnly })
  try {
    const version = readOnly ? await checkPostgresSchema(connection) : await migratePostgres(connection, upgrading)
    refuseUnfinishedMove(await runOn(connection, readNote(MOVE_NOTE)))
    return createPostgresStore(createPostgresEngine(connection, { now, schemaVersion: version }))
  } catch (error) {
    await connection.close()
    throw error
  }
}
