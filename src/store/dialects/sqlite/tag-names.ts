import type { TagKind, TagReader } from '../../tags.ts'
import type { Connection } from './connection.ts'

/** Names of tags as small numbers, all in memory: a few thousand at most. Sources and languages are tags too. */
export type TagNames = TagReader & {
  /** Null: no article or source has the tag. */
  number(kind: TagKind, name: string): number | null
  /** Returns the number, and creates one if there is none. Call it inside a transaction only. */
  intern(kind: TagKind, name: string): number
  all(kind: TagKind): readonly (readonly [name: string, number: number])[]
  /** Reads the tags again, after a transaction that was rolled back, or after another connection has written. */
  reload(): void
}

export const createTagNames = ({ db, all, insert }: Connection): TagNames => {
  const numbers = new Map<TagKind, Map<string, number>>()
  const tags: TagRow[] = []
  const learn = (tag: TagRow): void => {
    const ofKind = numbers.get(tag.kind) ?? new Map<string, number>()
    numbers.set(tag.kind, ofKind.set(tag.name, tag.n))
    tags[tag.n] = tag
  }
  const learnFrom = (number: number): void => all<TagRow>('SELECT n, kind, name FROM tag WHERE n >= ?', number).forEach(learn)
  learnFrom(0)
  const reload = (): void => {
    // Tags are never deleted: a connection that only reads has but to learn the new ones.
    if (db.readonly) {
      learnFrom(tags.length)
      return
    }
    numbers.clear()
    tags.length = 0
    learnFrom(0)
  }
  const tagOf = (number: number): TagRow => {
    if (tags[number] === undefined && db.readonly) learnFrom(tags.length)
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
