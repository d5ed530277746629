import type { Instant } from '../model/ids.ts'
import { type Store, StoreError, type Upgrading } from '../store/ports/store.ts'
import { backupSqlite, restoreSqlite } from '../store/operations/database-copy.ts'
import { openPostgres } from '../store/dialects/postgres/open-postgres.ts'
import { openSqlite } from '../store/dialects/sqlite/open.ts'
import type { Places } from '../config/process-settings.ts'

export type StoreOptions = {
  readonly now: () => Instant
  /** Size in bytes at which the database stops growing, as on a full disk. SQLite only. */
  readonly maxBytes?: number
  /** Called before an older schema is migrated. */
  readonly upgrading?: Upgrading
}

/** Opens the store for a process that polls, groups or serves. */
export const openStore = async ({ dataFolder, database }: Places, options: StoreOptions): Promise<Store> => {
  const { maxBytes = null, ...ofBoth } = options
  if (database !== undefined) return await openPostgres({ url: database, ...ofBoth })
  return await openSqlite({ folder: dataFolder, maxBytes, ...ofBoth })
}

/** The store, where commands may write notes while a service runs; null: it is an SQLite database, where they may not. */
export const openSharedStore = async ({ database }: Places): Promise<Store | null> =>
  database === undefined ? null : await openPostgres({ url: database })

/** The store for reading only, without migration; also while a service runs. */
export const openStoreToRead = async ({ dataFolder, database }: Places): Promise<Store> =>
  database === undefined
    ? await openSqlite({ folder: dataFolder, readOnly: true })
    : await openPostgres({ url: database, readOnly: true })

/** An empty store without files. */
export const openStoreInMemory = async (): Promise<Store> => await openSqlite({ folder: ':memory:' })

/** Writes one consistent file, also while a service runs. Rejects with StoreError for a store on PostgreSQL. */
export const backupStore = async ({ dataFolder, database }: Places, file: string, signal: AbortSignal): Promise<void> => {
  if (database !== undefined)
    throw new StoreError('The store is on PostgreSQL: use pg_dump --format=custom, which also works while the service runs.')
  await backupSqlite(dataFolder, file, signal)
}

/** Replaces the store by a backup. Rejects while a service uses it, and for a store on PostgreSQL. */
export const restoreStore = async (file: string, { dataFolder, database }: Places): Promise<void> => {
  if (database !== undefined)
    throw new StoreError('The store is on PostgreSQL: stop the service and use pg_restore --clean on a dump of pg_dump.')
  await restoreSqlite(file, dataFolder)
}
