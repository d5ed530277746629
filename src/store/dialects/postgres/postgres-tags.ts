import type { TagKind, TagReader } from '../../rows/tag-reader.ts'
import type { Queries } from './queries.ts'

/**
 * Names of tags as small numbers. Tags are never deleted, so that what is in memory stays valid on one server; a tag that is missing in memory
 * may have been added by another process.
 */
export type PostgresTags = TagReader & {
  /** The numbers of these names; names that no article or source has are left out. */
  readonly numbers: (kind: TagKind, names: readonly string[]) => Promise<ReadonlyMap<string, number>>
  /** Creates missing numbers. Not inside a transaction, which may be rolled back. */
  readonly intern: (
    wanted: Iterable<readonly [kind: TagKind, name: string]>,
  ) => Promise<(kind: TagKind, name: string) => number>
  readonly all: (kind: TagKind) => Promise<readonly (readonly [name: string, number: number])[]>
  /** Clears the memory, because the server is another one. */
  readonly forget: () => void
  /** Maps rows by `toRow`; if rows have tags that are not in memory, loads these and maps again. */
  readonly mapped: <Row, Result>(rows: readonly Row[], toRow: (row: Row) => Result) => Promise<readonly Result[]>
}

type TagRow = { readonly n: number; readonly kind: TagKind; readonly name: string }

export const createPostgresTags = ({ all }: Queries): PostgresTags => {
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
      const missing = [...wanted].filter(([kind, one]) => numberIf(kind, one) === undefined)
      if (missing.length === 0) return numberOf
      const columns = [missing.map(([kind]) => kind), missing.map(([, one]) => one)]
      await all(INTERN, ...columns)
      learn(await all<TagRow>(INTERNED, ...columns))
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
const NUMBERED = 'SELECT n, kind, name FROM tag WHERE n = ANY ($1::integer[])'
const NAMED = 'SELECT n, kind, name FROM tag WHERE kind = $1 AND name = ANY ($2::text[])'
/** Sorted, so that two processes do not block each other. */
const INTERN = `
  INSERT INTO tag (kind, name) SELECT DISTINCT w.kind, w.name FROM unnest($1::text[], $2::text[]) AS w (kind, name)
  WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.kind = w.kind AND t.name = w.name)
  ORDER BY 1, 2 ON CONFLICT DO NOTHING`
const INTERNED = `
  SELECT t.n, t.kind, t.name FROM unnest($1::text[], $2::text[]) AS w (kind, name) JOIN tag t ON t.kind = w.kind AND t.name = w.name`
