import { inject } from 'vitest'
import type { PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../src/store/dialects/postgres/postgres-store.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { addDatabase, connectPatiently } from './postgres-cluster.ts'
import { TEMPLATE } from './postgres-on-demand.ts'

/** Connections of this process, each to a database of its own, that no test uses now. They end with the process. */
const free: PostgresConnection[] = []

/** An empty store on PostgreSQL; its database serves the next test of this process when it is closed. */
export const openEmptyPostgres = async (): Promise<Store> => {
  const connection = free.pop() ?? (await connectPatiently(await createDatabase()))
  await connection.script(EMPTY)
  const store = createPostgresStore(
    createPostgresEngine(connection, { now: Date.now, schemaVersion: await migratePostgres(connection) }),
  )
  return {
    ...store,
    close: async () => {
      free.push(connection)
    },
  }
}

let found: Promise<string> | null = null
const cluster = async (): Promise<string> => await (found ??= ask(inject('postgres')))
const ask = async (asked: string | undefined): Promise<string> => {
  if (asked === undefined) throw new Error('no PostgreSQL here: name the file *.engine.test.ts, or *.system.test.ts')
  const answer = await fetch(asked)
  if (!answer.ok) throw new Error(await answer.text())
  return await answer.text()
}

/** The address of a new database, `template` null: without anything of Polywire. */
export const createDatabase = async (template: string | null = TEMPLATE): Promise<string> =>
  await addDatabase(await cluster(), `t${process.pid}_${process.hrtime.bigint()}`, template)

/** As the migrations leave it. Deleting from small tables takes a tenth of truncating them. */
export const EMPTY = `
  DO $$
  DECLARE one record;
  BEGIN
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('schema_range', 'counters', 'item_count', 'words_part', 'shard', 'leader') LOOP
      EXECUTE format('DELETE FROM %I', one.name);
    END LOOP;
    FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
      PERFORM setval(format('%I', one.name)::regclass, 1, false);
    END LOOP;
    UPDATE counters SET edition = 0, edition_at = 0, articles = 0, copies = 0, stories = 0, sources = 0, checkpoint = 0, decided_article = 0, decided_item = 0;
    UPDATE item_count SET items = 0;
    UPDATE shard SET owner = NULL WHERE owner IS NOT NULL;
    UPDATE leader SET owner = NULL;
  END $$`
