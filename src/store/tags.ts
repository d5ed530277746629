/** Topics, entities, places, sources and languages as small numbers: rows have the numbers, and this resolves them. */
import { entityId, placeId, sourceId, type TagIds, topicId } from '../model/ids.ts'

export type TagKind = 'topic' | 'entity' | 'place' | 'source' | 'language'

/** Resolves the tag numbers in rows. */
export type TagReader = {
  readonly name: (number: number) => string
  readonly kindOf: (number: number) => TagKind
}

/** Tags are never deleted, so that what is in memory stays valid in one database; one that is missing in memory may have been added by another process. */
export type Tags = TagReader & {
  /** The numbers of these names; names that no article or source has are left out. */
  readonly numbers: (kind: TagKind, names: readonly string[]) => Promise<ReadonlyMap<string, number>>
  /** Creates missing numbers. Not inside a transaction, which may be rolled back. */
  readonly intern: (
    wanted: readonly (readonly [kind: TagKind, name: string])[],
  ) => Promise<(kind: TagKind, name: string) => number>
  readonly all: (kind: TagKind) => Promise<readonly (readonly [name: string, number: number])[]>
  /** Clears the memory, because the server is another one. */
  readonly forget: () => void
  /** Maps rows by `toRow`; if rows have tags that are not in memory, loads these and maps again. */
  readonly mapped: <Row, Result>(rows: readonly Row[], toRow: (row: Row) => Result) => Promise<readonly Result[]>
}

export const TAG_ID: { readonly [Kind in keyof TagIds]: (name: string) => TagIds[Kind] } = {
  topic: topicId,
  entity: entityId,
  place: placeId,
  source: sourceId,
}

/** By name, the id that equals it when case is ignored; names without one are left out. */
export const idsNamed = <Kind extends keyof TagIds>(
  stored: Iterable<readonly [name: string, number: number]>,
  kind: Kind,
  names: readonly string[],
): ReadonlyMap<string, TagIds[Kind]> => {
  const wanted = Map.groupBy(names, (name) => name.toLowerCase())
  const found = new Map<string, TagIds[Kind]>()
  for (const [id] of stored)
    for (const name of wanted.get(id.toLowerCase()) ?? []) if (!found.has(name)) found.set(name, TAG_ID[kind](id))
  return found
}
