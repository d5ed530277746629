import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { openEmptyPostgres } from '../postgres-databases.ts'

/** The suite of this folder runs over each. */
export const engines: readonly { readonly name: string; readonly open: () => Promise<Store> }[] = [
  { name: 'SQLite', open: () => openSqlite({ folder: ':memory:' }) },
  { name: 'PostgreSQL', open: () => openEmptyPostgres() },
]
