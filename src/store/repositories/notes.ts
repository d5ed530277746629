import type { Engine } from '../dialects/sqlite/engine.ts'

export const readNote = ({ get }: Engine, name: string): string | null =>
  get<{ readonly value: string }>('SELECT value FROM note WHERE name = ?', name)?.value ?? null

/** Call it inside a transaction. A null value deletes the note. */
export const writeNote = ({ run }: Engine, name: string, value: string | null): void => {
  if (value === null) run('DELETE FROM note WHERE name = ?', name)
  else run('INSERT INTO note (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', name, value)
}
