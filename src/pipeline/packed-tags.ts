import type { Evidence, Tags } from '../model/article.ts'
import { entityId, placeId, topicId } from '../model/ids.ts'

/**
 * Tags of many articles on their way from one thread to another: each string once, and all else in one list of numbers. As objects,
 * whose every field crosses with its name, they cost more than all the rest of an article (measured).
 */
export type PackedTags = { readonly strings: readonly string[]; readonly numbers: Float64Array }

export const packTags = (all: readonly Tags[]): PackedTags => {
  const indexes = new Map<string, number>()
  const numbers: number[] = []
  const indexOf = (text: string): number => {
    const known = indexes.get(text)
    if (known !== undefined) return known
    indexes.set(text, indexes.size)
    return indexes.size - 1
  }
  const putEvidence = (evidence: readonly Evidence[]): void => {
    numbers.push(evidence.length)
    for (const { term, field, start, end, kind } of evidence)
      numbers.push(indexOf(term), field === 'title' ? 1 : 0, start, end, indexOf(kind))
  }
  for (const { topics, entities, places } of all) {
    numbers.push(topics.length, entities.length, places.length)
    for (const { id, score, evidence } of topics) {
      numbers.push(indexOf(id), score)
      putEvidence(evidence)
    }
    for (const { id, evidence } of [...entities, ...places]) {
      numbers.push(indexOf(id))
      putEvidence(evidence)
    }
  }
  return { strings: [...indexes.keys()], numbers: Float64Array.from(numbers) }
}

/** As many as there were, in their order. */
export const unpackTags = ({ strings, numbers }: PackedTags): readonly Tags[] => {
  let at = 0
  const number = (): number => numbers[at++] ?? 0
  const text = (): string => strings[number()] ?? ''
  const list = <Value>(length: number, next: () => Value): readonly Value[] => {
    const values: Value[] = []
    for (let index = 0; index < length; index += 1) values.push(next())
    return values
  }
  const evidence = (): readonly Evidence[] =>
    list(number(), () => ({
      term: text(),
      field: number() === 1 ? 'title' : 'text',
      start: number(),
      end: number(),
      kind: text(),
    }))
  const all: Tags[] = []
  while (at < numbers.length) {
    const [topics, entities, places] = [number(), number(), number()]
    all.push({
      topics: list(topics, () => ({ id: topicId(text()), score: number(), evidence: evidence() })),
      entities: list(entities, () => ({ id: entityId(text()), evidence: evidence() })),
      places: list(places, () => ({ id: placeId(text()), evidence: evidence() })),
    })
  }
  return all
}
