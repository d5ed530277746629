import type { TopicId } from '../../model/ids.ts'
import type { Entity, Knowledge, Place } from '../../model/taxonomy.ts'
import { longestNames } from './longest-names.ts'
import type { Occurrence } from './read-text.ts'
import type { TopicEvidence } from './topic-evidence.ts'

export type Named = { readonly target: number; readonly words: readonly Occurrence[] }

/** Organisations and places that an article names, without the ambiguous ones that nothing beside them confirms. */
export const findNames = (
  knowledge: Knowledge,
  found: readonly Occurrence[],
  topics: ReadonlyMap<number, TopicEvidence>,
  topicIndex: ReadonlyMap<TopicId, number>,
): { readonly entities: readonly Named[]; readonly places: readonly Named[] } => {
  const entities = longestNames(found, 'entity').filter((word) => {
    const entity = knowledge.entities[word.use.target]
    if (entity === undefined || !needsContext(entity, word)) return entity !== undefined
    const clear = (topic: TopicId): boolean =>
      (topics.get(topicIndex.get(topic) ?? -1)?.reasons ?? []).some(
        ({ kind, words }) => kind !== 'weak' && !words.includes(word),
      )
    return hasContext(found, word, 'entity-context') || entity.topics.some((topic) => clear(topic))
  })
  const places = longestNames(found, 'place').filter((word) => {
    const place = knowledge.places[word.use.target]
    return place !== undefined && (!needsContext(place, word) || hasContext(found, word, 'place-context'))
  })
  return { entities: byTarget(entities), places: byTarget(places) }
}

const needsContext = ({ context, ambiguous = [] }: Entity | Place, { use }: Occurrence): boolean =>
  context.length > 0 && (ambiguous.length === 0 || ambiguous.includes(use.term.raw))

const hasContext = (found: readonly Occurrence[], name: Occurrence, kind: 'entity-context' | 'place-context'): boolean =>
  found.some(
    ({ use, field, start, end }) =>
      use.kind === kind && use.target === name.use.target && (field !== name.field || end <= name.start || name.end <= start),
  )

const byTarget = (words: readonly Occurrence[]): readonly Named[] => {
  const targets = new Map<number, Occurrence[]>()
  for (const word of words) {
    const same = targets.get(word.use.target)
    if (same === undefined) targets.set(word.use.target, [word])
    else if (!same.some(({ field, start }) => field === word.field && start === word.start)) same.push(word)
  }
  return [...targets].map(([target, same]) => ({ target, words: same }))
}
