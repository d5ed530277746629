import type { Evidence, Tags } from '../model/article.ts'
import { entityId, placeId, topicId } from '../model/ids.ts'

type EvidenceRecord = readonly [term: string, inTitle: 0 | 1, start: number, end: number, kind: string]
type TopicRecord = readonly [id: string, score: number, evidence: readonly EvidenceRecord[]]
type NameRecord = readonly [id: string, evidence: readonly EvidenceRecord[]]
type DoubtRecord = readonly [id: string, score: number]
/** Records of older versions have no doubtful topics. */
type TagRecord = readonly [
  topics: readonly TopicRecord[],
  entities: readonly NameRecord[],
  places: readonly NameRecord[],
  doubtful?: readonly DoubtRecord[],
]

/** Tags and evidence as lists without field names: a third of the size of the objects. Null: no tags. */
export const packTagRecord = ({ topics, doubtful, entities, places }: Tags): string | null => {
  if (topics.length + doubtful.length + entities.length + places.length === 0) return null
  const record: TagRecord = [
    topics.map(({ id, score, evidence }) => [id, score, evidence.map(pack)]),
    entities.map(({ id, evidence }) => [id, evidence.map(pack)]),
    places.map(({ id, evidence }) => [id, evidence.map(pack)]),
    doubtful.map(({ id, score }) => [id, score]),
  ]
  return JSON.stringify(record)
}

export const unpackTagRecord = (text: string | null): Tags => {
  if (text === null) return { topics: [], doubtful: [], entities: [], places: [] }
  const [topics, entities, places, doubtful = []] = JSON.parse(text) as TagRecord
  return {
    topics: topics.map(([id, score, evidence]) => ({ id: topicId(id), score, evidence: evidence.map(unpack) })),
    doubtful: doubtful.map(([id, score]) => ({ id: topicId(id), score })),
    entities: entities.map(([id, evidence]) => ({ id: entityId(id), evidence: evidence.map(unpack) })),
    places: places.map(([id, evidence]) => ({ id: placeId(id), evidence: evidence.map(unpack) })),
  }
}

const pack = ({ term, field, start, end, kind }: Evidence): EvidenceRecord => [
  term,
  field === 'title' ? 1 : 0,
  start,
  end,
  kind,
]
const unpack = ([term, inTitle, start, end, kind]: EvidenceRecord): Evidence => ({
  term,
  start,
  end,
  kind,
  field: inTitle === 1 ? 'title' : 'text',
})
