import { entityId, placeId, sourceId, type TagIds, topicId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

export const TAG_ID: { readonly [Kind in keyof TagIds]: (name: string) => TagIds[Kind] } = {
  topic: topicId,
  entity: entityId,
  place: placeId,
  source: sourceId,
}

/** No tag is ever taken away, so what was once found is not unknown when its last article has gone. */
export const formerIds = <Kind extends keyof TagIds>(
  { tags }: Engine,
  kind: Kind,
  names: readonly string[],
): ReadonlyMap<string, TagIds[Kind]> => {
  const wanted = Map.groupBy(names, (name) => name.toLowerCase())
  const found = new Map<string, TagIds[Kind]>()
  for (const [id] of tags.all(kind))
    for (const name of wanted.get(id.toLowerCase()) ?? []) if (!found.has(name)) found.set(name, TAG_ID[kind](id))
  return found
}
