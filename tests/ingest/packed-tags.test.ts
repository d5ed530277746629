import { expect, test } from 'vitest'
import type { Evidence, Tags } from '../../src/model/article.ts'
import { entityId, placeId, topicId } from '../../src/model/ids.ts'
import { packTags, unpackTags } from '../../src/ingest/packed-tags.ts'

const word = (term: string, start: number): Evidence => ({
  term,
  field: 'text',
  start,
  end: start + term.length,
  kind: 'strong',
})
const ALL: readonly Tags[] = [
  {
    topics: [
      { id: topicId('ports'), score: 0.87, evidence: [word('parcel locker', 3), { ...word('council', 0), field: 'title' }] },
      { id: topicId('trade'), score: 1, evidence: [] },
    ],
    entities: [{ id: entityId('council'), evidence: [word('council', 40)] }],
    places: [{ id: placeId('XX'), evidence: [word('Westmarch', 9), word('', 0)] }],
  },
  { topics: [], entities: [], places: [] },
  { topics: [], entities: [], places: [{ id: placeId('XX'), evidence: [word('Westmarch', 70)] }] },
]

test('tags come back from the list of numbers as they were', () => expect(unpackTags(packTags(ALL))).toEqual(ALL))
test('no tags of no article', () => expect(unpackTags(packTags([]))).toEqual([]))
test('what is said twice crosses once', () =>
  expect(packTags(ALL).strings.filter((text) => text === 'Westmarch')).toHaveLength(1))
