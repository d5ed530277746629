import type { EntityTag, Evidence, PlaceTag, Tags, TopicTag } from '../model/article.ts'
import { entityId, placeId, topicId } from '../model/ids.ts'

/**
 * Tags of many articles on their way from one thread to another: each string once, and all else in one list of numbers. As objects,
 * whose every field crosses with its name, they cost more than all the rest of an article (measured).
 */
export type PackedTags = { readonly strings: readonly string[]; readonly numbers: Float64Array }

export const packTags = (all: readonly Tags[]): PackedTags => {
  const packer = new Packer()
  for (const tags of all) packer.put(tags)
  return packer.packed()
}

/** As many as there were, in their order. */
export const unpackTags = (packed: PackedTags): readonly Tags[] => {
  const all: Tags[] = []
  const unpacker = new Unpacker(packed)
  while (unpacker.hasMore()) all.push(unpacker.next())
  return all
}

/** Numbers, each behind the last: a class, like its counterpart, since functions made anew for each document are compiled anew, too. */
class Packer {
  private readonly indexes = new Map<string, number>()
  private readonly numbers: number[] = []

  put({ topics, entities, places }: Tags): void {
    this.numbers.push(topics.length, entities.length, places.length)
    for (const { id, score, evidence } of topics) {
      this.numbers.push(this.indexOf(id), score)
      this.putEvidence(evidence)
    }
    this.putNames(entities)
    this.putNames(places)
  }

  packed(): PackedTags {
    return { strings: [...this.indexes.keys()], numbers: Float64Array.from(this.numbers) }
  }

  private putNames(names: readonly (EntityTag | PlaceTag)[]): void {
    for (const { id, evidence } of names) {
      this.numbers.push(this.indexOf(id))
      this.putEvidence(evidence)
    }
  }

  private putEvidence(evidence: readonly Evidence[]): void {
    this.numbers.push(evidence.length)
    for (const { term, field, start, end, kind } of evidence)
      this.numbers.push(this.indexOf(term), field === 'title' ? 1 : 0, start, end, this.indexOf(kind))
  }

  private indexOf(text: string): number {
    const known = this.indexes.get(text)
    if (known !== undefined) return known
    this.indexes.set(text, this.indexes.size)
    return this.indexes.size - 1
  }
}

class Unpacker {
  private at = 0
  private readonly strings: readonly string[]
  private readonly numbers: Float64Array

  constructor({ strings, numbers }: PackedTags) {
    this.strings = strings
    this.numbers = numbers
  }

  hasMore(): boolean {
    return this.at < this.numbers.length
  }

  next(): Tags {
    const [topicCount, entityCount, placeCount] = [this.number(), this.number(), this.number()]
    const topics: TopicTag[] = []
    const entities: EntityTag[] = []
    const places: PlaceTag[] = []
    while (topics.length < topicCount)
      topics.push({ id: topicId(this.text()), score: this.number(), evidence: this.evidence() })
    while (entities.length < entityCount) entities.push({ id: entityId(this.text()), evidence: this.evidence() })
    while (places.length < placeCount) places.push({ id: placeId(this.text()), evidence: this.evidence() })
    return { topics, entities, places }
  }

  private evidence(): readonly Evidence[] {
    const count = this.number()
    const evidence: Evidence[] = []
    while (evidence.length < count)
      evidence.push({
        term: this.text(),
        field: this.number() === 1 ? 'title' : 'text',
        start: this.number(),
        end: this.number(),
        kind: this.text(),
      })
    return evidence
  }

  private number(): number {
    return this.numbers[this.at++] ?? 0
  }

  private text(): string {
    return this.strings[this.number()] ?? ''
  }
}
