import type { TagKind, TagReader } from '../../tags.ts'
import type { Connection } from './connection.ts'

/** Names of tags as small numbers, all in memory: a few thousand at most. Sources and languages are tags too. */
export type TagNames = TagReader & {
  /** Null: no article or source has the tag. */
  number(kind: TagKind, name: string): number | null
  /** Returns the number, and creates one if there is none. Call it inside a transaction only. */
  intern(kind: TagKind, name: string): number
  all(kind: TagKind): readonly (readonly [name: string, number: number])[]
  /** Reads the tags again, after a transaction that was rolled back. */
  reload(): void
}

export const createTagNames = ({ all, insert }: Connection): TagNames => {
  const numbers = new Map<TagKind, Map<string, number>>()
  const tags: TagRow[] = []
  const learn = (tag: TagRow): void => {
    const ofKind = numbers.get(tag.kind) ?? new Map<string, number>()
    numbers.set(tag.kind, ofKind.set(tag.name, tag.n))
    tags[tag.n] = tag
  }
  const reload = (): void => {
    numbers.clear()
    tags.length = 0
    for (const tag of all<TagRow>('SELECT n, kind, name FROM tag')) learn(tag)
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
      const n = insert('INSERT INTO tag (kind, name) VALUES (?, ?)', kind, name)
      learn({ n, kind, name })
      return n
    },
    name: (number) => tagOf(number).name,
    kindOf: (number) => tagOf(number).kind,
    all: (kind) => [...(numbers.get(kind) ?? [])],
  }
}
type TagRow = { readonly n: number; readonly kind: TagKind; readonly name: string }
