import type { Instant } from '../model/ids.ts'
import { type Store, StoreError, type Upgrading } from '../store/ports/store.ts'
import { backupSqlite, restoreSqlite } from '../store/operations/database-copy.ts'
import { openPostgres } from '../store/dialects/postgres/open-postgres.ts'
import { openSqlite } from '../store/dialects/sqlite/open.ts'
import type { Places } from '../config/process-settings.ts'

export type StoreOptions = {
  readonly now: () => Instant
  /** The database stops growing here, as on a full disk. SQLite only. */
  readonly maxBytes?: number
  /** Hears that an older schema is about to be brought up to date. */
  readonly upgrading?: Upgrading
}

/** For a process that polls, groups or serves. */
export const openStore = async ({ dataFolder, database }: Places, options: StoreOptions): Promise<Store> => {
  const { maxBytes = null, ...ofBoth } = options
  if (database !== undefined) return await openPostgres({ url: database, ...ofBoth })
  return await openSqlite({ folder: dataFolder, maxBytes, ...ofBoth })
}

/** A store that commands may write a note into beside a running service. Null: it is in the data folder, where they may not. */
export const openSharedStore = async ({ database }: Places): Promise<Store | null> =>
  database === undefined ? null : await openPostgres({ url: database })

/** The store as it is, also beside a running service. */
export const openStoreToRead = async ({ dataFolder, database }: Places): Promise<Store> =>
  database === undefined
    ? await openSqlite({ folder: dataFolder, readOnly: true })
    : await openPostgres({ url: database, readOnly: true })

/** An empty store that leaves nothing behind. */
export const openStoreInMemory = async (): Promise<Store> => await openSqlite({ folder: ':memory:' })

/** Writes one consistent file, also while a service runs. */
export const backupStore = async ({ dataFolder, database }: Places, file: string, signal: AbortSignal): Promise<void> => {
  if (database !== undefined)
    throw new StoreError('The store is on PostgreSQL: use pg_dump --format=custom, which also works while the service runs.')
  await backupSqlite(dataFolder, file, signal)
}

/** Replaces the store by a backup; refused while a service uses it. */
export const restoreStore = async (file: string, { dataFolder, database }: Places): Promise<void> => {
  if (database !== undefined)
    throw new StoreError('The store is on PostgreSQL: stop the service and use pg_restore --clean on a dump of pg_dump.')
  await restoreSqlite(file, dataFolder)
}
