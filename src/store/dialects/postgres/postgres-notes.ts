import type { PostgresConnection } from './postgres-connection.ts'
import { columnsOf, type Queries } from './queries.ts'

export const readNote = async ({ get }: Queries, name: string): Promise<string | null> =>
  (await get<{ readonly value: string }>('SELECT value FROM note WHERE name = $1', name))?.value ?? null

/** Null: it is taken away. */
export const writeNotes = async ({ run }: Queries, notes: Readonly<Record<string, string | null>>): Promise<void> => {
  const gone = Object.entries(notes).flatMap(([name, value]) => (value === null ? [name] : []))
  const stored = Object.entries(notes).filter(([, value]) => value !== null)
  if (gone.length > 0) await run('DELETE FROM note WHERE name = ANY ($1::text[])', gone)
  if (stored.length > 0)
    await run(
      WRITE_NOTES,
      ...columnsOf(
        stored,
        ([name]) => name,
        ([, value]) => value,
      ),
    )
}
const WRITE_NOTES = `
  INSERT INTO note (name, value) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (name) DO UPDATE SET value = excluded.value`

/** One after the other: a note that is not there yet has no row to lock. */
export const changeNote = async (
  { transaction }: PostgresConnection,
  name: string,
  edit: (value: string | null) => string | null,
): Promise<void> =>
  await transaction(async (queries) => {
    await queries.all('SELECT pg_advisory_xact_lock($1)', NOTE_LOCK)
    await writeNotes(queries, { [name]: edit(await readNote(queries, name)) })
  })
const NOTE_LOCK = 7095437
