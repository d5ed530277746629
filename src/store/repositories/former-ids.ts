import { entityId, placeId, sourceId, type TagIds, topicId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

export const TAG_ID: { readonly [Kind in keyof TagIds]: (name: string) => TagIds[Kind] } = {
  topic: topicId,
  entity: entityId,
  place: placeId,
  source: sourceId,
}

/** No tag is ever taken away, so what was once found is not unknown when its last article has gone. */
export const formerId = <Kind extends keyof TagIds>({ tags }: Engine, kind: Kind, written: string): TagIds[Kind] | null => {
  const wanted = written.toLowerCase()
  const found = tags.all(kind).find(([name]) => name.toLowerCase() === wanted)
  return found === undefined ? null : TAG_ID[kind](found[0])
}
