import { inject } from 'vitest'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../../src/store/ports/store.ts'

type Engine = { readonly name: string; readonly open: () => Promise<Store> }

const sqlite: Engine = { name: 'SQLite', open: () => openSqlite({ folder: ':memory:' }) }
// Loaded only where it runs: facts start no server.
const postgres: Engine = {
  name: 'PostgreSQL',
  open: async () => await (await import('../postgres-databases.ts')).openEmptyPostgres(),
}

/** The suite of this folder runs twice: on SQLite among the facts, on PostgreSQL in the ring of engines. */
export const engines: readonly Engine[] = [inject('postgres') === undefined ? sqlite : postgres]
