/** Small values that must survive a restart, such as the progress of a retag. */
import { asRows, type Database, get, insertInto, run, type Sql, type Work } from './database.ts'

export type Notes = ReturnType<typeof notesIn>

export const notesIn = (database: Database) => ({
  note: async (name: string): Promise<string | null> => (await database.get<NoteRow>(READ, name))?.value ?? null,
  setNote: async (name: string, value: string | null): Promise<void> =>
    await database.transaction(() => writeNotes({ [name]: value })),
  /** False: the note's value is no longer `before`, and nothing is changed. */
  replaceNote: async (name: string, before: string | null, after: string): Promise<boolean> =>
    (before === null ? await database.run(BEGIN, name, after) : await database.run(REPLACE, name, after, before)) > 0,
})
const READ = 'SELECT value FROM note WHERE name = $1'
const BEGIN = 'INSERT INTO note (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING'
const REPLACE = 'UPDATE note SET value = $2 WHERE name = $1 AND value = $3'

export function* readNote(name: string): Work<string | null> {
  return (yield* get<NoteRow>(READ, name))?.value ?? null
}

/** A null value deletes the note. */
export function* writeNotes(notes: Readonly<Record<string, string | null>>): Work<void> {
  const all = Object.entries(notes).map(([name, value]) => ({ name, value }))
  const gone = all.filter(({ value }) => value === null)
  const stored = all.filter(({ value }) => value !== null)
  if (gone.length > 0)
    yield* run(
      DELETE,
      gone.map(({ name }) => name),
    )
  if (stored.length > 0) yield* run(WRITE, asRows(stored))
}
const DELETE: Sql = ({ isIn }) => `DELETE FROM note WHERE ${isIn('name', '$1', 'text')}`
const WRITE = insertInto('note', { name: 'text', value: 'text' }, 'ON CONFLICT (name) DO UPDATE SET value = excluded.value')

type NoteRow = { readonly value: string }
