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
  /** After a transaction that did not come to its end. */
  reload(): void
}

export const createTagNames = ({ all, insert }: Connection): TagNames => {
  const numbers = new Map<string, Map<string, number>>()
  const names = new Map<number, string>()
  const learn = (kind: string, name: string, number: number): void => {
    const ofKind = numbers.get(kind) ?? new Map<string, number>()
    numbers.set(kind, ofKind.set(name, number))
    names.set(number, name)
  }
  const reload = (): void => {
    numbers.clear()
    names.clear()
    for (const { kind, name, n } of all<TagRow>('SELECT n, kind, name FROM tag')) learn(kind, name, n)
  }
  reload()
  return {
    reload,
    number: (kind, name) => numbers.get(kind)?.get(name) ?? null,
    intern(kind, name) {
      const known = numbers.get(kind)?.get(name)
      if (known !== undefined) return known
      const number = insert('INSERT INTO tag (kind, name) VALUES (?, ?)', kind, name)
      learn(kind, name, number)
      return number
    },
    name(number) {
      const name = names.get(number)
      if (name === undefined) throw new Error(`tag ${number} has no name: the database contradicts itself`)
      return name
    },
    all: (kind) => [...(numbers.get(kind) ?? [])],
  }
}
type TagRow = { readonly n: number; readonly kind: string; readonly name: string }
