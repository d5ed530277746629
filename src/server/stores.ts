import type { Store } from '../store/ports/store.ts'
import { backupSqlite, restoreSqlite } from '../store/operations/database-copy.ts'
import { openSqlite } from '../store/dialects/sqlite/open.ts'
import type { Places } from '../config/process-settings.ts'

/** The store as it is, also beside a running service. */
export const openStoreToRead = async ({ dataFolder }: Places): Promise<Store> =>
  await openSqlite({ folder: dataFolder, readOnly: true })

/** An empty store that leaves nothing behind. */
export const openStoreInMemory = async (): Promise<Store> => await openSqlite({ folder: ':memory:' })

/** Writes one consistent file, also while a service runs. */
export const backupStore = async ({ dataFolder }: Places, file: string): Promise<void> => await backupSqlite(dataFolder, file)

/** Replaces the store by a backup; refused while a service uses it. */
export const restoreStore = async (file: string, { dataFolder }: Places): Promise<void> => await restoreSqlite(file, dataFolder)
