import type { Connection } from './connection.ts'

export type TagKind = 'topic' | 'entity' | 'place' | 'source' | 'language'

/** Names of tags as small numbers, all in memory: a few thousand at most. Sources and languages are tags too. */
export type TagNames = {
  /** Null: nothing carries it. */
  number(kind: TagKind, name: string): number | null
  /** Makes a number where there is none. Inside a transaction only. */
  intern(kind: TagKind, name: string): number
  name(number: number): string
  all(kind: TagKind): readonly (readonly [name: string, number: number])[]
  /** From 1 on, without gaps: no tag is ever taken away. */
  count(): number
  /** Up to which article its rows are in their tables; younger ones are held in memory. */
  writtenTo(number: number): number
  /** Inside a transaction only. */
  noteWritten(number: number, article: number): void
  /** After a transaction that did not come to its end. */
  reload(): void
}

export const createTagNames = ({ all, get, insert, run }: Connection): TagNames => {
  const numbers = new Map<string, Map<string, number>>()
  const tags: TagRow[] = []
  const learn = (tag: TagRow): void => {
    const ofKind = numbers.get(tag.kind) ?? new Map<string, number>()
    numbers.set(tag.kind, ofKind.set(tag.name, tag.n))
    tags[tag.n] = tag
  }
  const reload = (): void => {
    numbers.clear()
    tags.length = 0
    for (const tag of all<TagRow>('SELECT n, kind, name, written_to FROM tag')) learn(tag)
  }
  reload()
  const tagOf = (number: number): TagRow => {
    const tag = tags[number]
    if (tag === undefined) throw new Error(`tag ${number} has no name: the database contradicts itself`)
    return tag
  }
  return {
    reload,
    number: (kind, name) => numbers.get(kind)?.get(name) ?? null,
    intern(kind, name) {
      const known = numbers.get(kind)?.get(name)
      if (known !== undefined) return known
      const written_to = get<{ readonly n: number }>(NEWEST)?.n ?? 0
      const n = insert('INSERT INTO tag (kind, name, written_to) VALUES (?, ?, ?)', kind, name, written_to)
      learn({ n, kind, name, written_to })
      return n
    },
    name: (number) => tagOf(number).name,
    all: (kind) => [...(numbers.get(kind) ?? [])],
    count: () => Math.max(0, tags.length - 1),
    writtenTo: (number) => tagOf(number).written_to,
    noteWritten(number, article) {
      run('UPDATE tag SET written_to = ? WHERE n = ?', article, number)
      tagOf(number).written_to = article
    },
  }
}
type TagRow = { readonly n: number; readonly kind: string; readonly name: string; written_to: number }
/** No article that was stored before carries what has had no number. */
const NEWEST = 'SELECT next_article - 1 AS n FROM ledger'
