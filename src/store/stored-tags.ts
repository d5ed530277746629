import { asRows, type Database, type Sql } from './database.ts'
import type { TagKind, Tags } from './tags.ts'

type TagRow = { readonly n: number; readonly kind: TagKind; readonly name: string }

export const createTags = ({ all, run }: Pick<Database, 'all' | 'run'>): Tags => {
  const { learn, forget, name, kindOf, numberIf, numberOf, listening } = createTagMemory()
  return {
    name,
    kindOf,
    forget,
    async numbers(kind, names) {
      const missing = names.filter((one) => numberIf(kind, one) === undefined)
      if (missing.length > 0) learn(await all<TagRow>(NAMED, kind, missing))
      return new Map(names.flatMap((one) => entryIf(one, numberIf(kind, one))))
    },
    async intern(wanted) {
      const missing = wanted.filter(([kind, one]) => numberIf(kind, one) === undefined)
      if (missing.length === 0) return numberOf
      const rows = asRows(missing.map(([kind, one]) => ({ kind, name: one })))
      await run(INTERN, rows)
      learn(await all<TagRow>(INTERNED, rows))
      return numberOf
    },
    all: async (kind) => (await all<TagRow>(OF_KIND, kind)).map((row) => [row.name, row.n] as const),
    async mapped(rows, toRow) {
      const { result, missing } = listening(() => rows.map(toRow))
      if (missing.length === 0) return result
      learn(await all<TagRow>(NUMBERED, missing))
      return rows.map(toRow)
    },
  }
}

const createTagMemory = () => {
  const numbers = new Map<string, number>()
  const tags = new Map<number, TagRow>()
  /** Collects unknown tags; null: they are errors. */
  let unknown: Set<number> | null = null
  const tagOf = (number: number): TagRow => {
    const tag = tags.get(number)
    if (tag !== undefined) return tag
    if (unknown === null) throw new Error(`tag ${number} has no name: the database contradicts itself`)
    unknown.add(number)
    return { n: number, kind: 'topic', name: '' }
  }
  const numberIf = (kind: TagKind, name: string): number | undefined => numbers.get(keyOf(kind, name))
  return {
    learn: (rows: readonly TagRow[]): void => {
      for (const row of rows) {
        numbers.set(keyOf(row.kind, row.name), row.n)
        tags.set(row.n, row)
      }
    },
    forget: (): void => {
      numbers.clear()
      tags.clear()
    },
    name: (number: number): string => tagOf(number).name,
    kindOf: (number: number): TagKind => tagOf(number).kind,
    numberIf,
    /** Runs `read` and collects tags that are not in memory. These have an empty name meanwhile: if any are missing, the result is useless. */
    listening: <Result>(read: () => Result): { readonly result: Result; readonly missing: readonly number[] } => {
      const found = new Set<number>()
      unknown = found
      try {
        return { result: read(), missing: [...found] }
      } finally {
        unknown = null
      }
    },
    numberOf: (kind: TagKind, name: string): number => {
      const number = numberIf(kind, name)
      if (number === undefined) throw new Error(`the ${kind} ${name} has no number: the database contradicts itself`)
      return number
    },
  }
}
const keyOf = (kind: TagKind, name: string): string => `${kind} ${name}`
const entryIf = (name: string, number: number | undefined): readonly (readonly [string, number])[] =>
  number === undefined ? [] : [[name, number]]

const OF_KIND = 'SELECT n, kind, name FROM tag WHERE kind = $1 ORDER BY n'
const NUMBERED: Sql = ({ isIn }) => `SELECT n, kind, name FROM tag WHERE ${isIn('n', '$1', 'integer')}`
const NAMED: Sql = ({ isIn }) => `SELECT n, kind, name FROM tag WHERE kind = $1 AND ${isIn('name', '$2', 'text')}`
const WANTED = { kind: 'text', name: 'text' } as const
/** Sorted, so that two processes do not block each other. */
const INTERN: Sql = ({ rows }) => `
  INSERT INTO tag (kind, name) SELECT DISTINCT w.kind, w.name FROM ${rows('$1', 'w', WANTED)}
  WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.kind = w.kind AND t.name = w.name)
  ORDER BY 1, 2 ON CONFLICT DO NOTHING`
const INTERNED: Sql = ({ rows }) => `
  SELECT t.n, t.kind, t.name FROM ${rows('$1', 'w', WANTED)} JOIN tag t ON t.kind = w.kind AND t.name = w.name`
