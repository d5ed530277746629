import { columnsOf, type Queries } from './queries.ts'

export const readNote = async ({ get }: Queries, name: string): Promise<string | null> =>
  (await get<{ readonly value: string }>('SELECT value FROM note WHERE name = $1', name))?.value ?? null

/** A null value deletes the note. */
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

export const replaceNote = async ({ run }: Queries, name: string, before: string | null, after: string): Promise<boolean> =>
  (await (before === null ? run(BEGIN_NOTE, name, after) : run(REPLACE_NOTE, name, after, before))) > 0
const BEGIN_NOTE = 'INSERT INTO note (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING'
const REPLACE_NOTE = 'UPDATE note SET value = $2 WHERE name = $1 AND value = $3'
