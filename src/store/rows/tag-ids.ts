import { entityId, placeId, sourceId, type TagIds, topicId } from '../../model/ids.ts'

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
