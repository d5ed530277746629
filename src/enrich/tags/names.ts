import type { TopicId } from '../../model/ids.ts'
import type { Entity, Knowledge, Place } from '../../model/taxonomy.ts'
import { createHomes, OF_A_STATE } from './homes.ts'
import { createJurisdictions } from './jurisdictions.ts'
import { longestNames } from './longest-names.ts'
import { type Found, type Occurrence, termOf } from './found.ts'
import { createRoleReader } from './roles.ts'
import type { TopicEvidence } from './topic-evidence.ts'
import type { UseKind } from './uses.ts'

export type Named = { readonly target: number; readonly words: readonly Occurrence[] }
export type Names = { readonly entities: readonly Named[]; readonly places: readonly Named[] }
/** A word, and the entity or place that it means. */
type Naming = { readonly target: number; readonly word: Occurrence }

type Article = {
  readonly found: Found
  readonly topics: ReadonlyMap<number, TopicEvidence>
  readonly language: string
  /** Looks for the words beside which ambiguous names count: few articles have such names. */
  readonly contexts: () => Found
}
type NameFinder = (article: Article) => Names

/** Organisations and places that an article names, without the ambiguous ones that nothing beside them confirms. */
export const createNameFinder = (knowledge: Knowledge, topicIndex: ReadonlyMap<TopicId, number>): NameFinder => {
  const jurisdictions = createJurisdictions(knowledge)
  const indexOf = new Map<string, number>(knowledge.entities.map(({ id }, index) => [id, index]))
  const parents = knowledge.entities.map(({ parent }) => (parent === null ? undefined : indexOf.get(parent)))
  const holdersOf = createRoleReader(knowledge, jurisdictions)
  const { isAtHome, withoutOthers } = createHomes(knowledge, jurisdictions)
  return ({ found, topics, language, contexts }) => {
    let beside: Found | null = null
    const hasContext = (word: Occurrence, kind: UseKind): boolean => stands(kind, word, (beside ??= contexts()))
    const places = longestNames(found.of('place')).filter((word) => {
      const place = knowledge.places[word.target]
      return place !== undefined && (!needsContext(place, word) || hasContext(word, 'place-context'))
    })
    const names = longestNames(found.of('entity'))
    const isClear = (topic: TopicId, word: Occurrence): boolean =>
      (topics.get(topicIndex.get(topic) ?? -1)?.reasons ?? []).some(
        ({ kind, words }) => kind !== 'weak' && !words.includes(word),
      )
    const isMeant = (word: Occurrence): boolean => {
      const entity = knowledge.entities[word.target]
      if (entity === undefined || !needsContext(entity, word)) return entity !== undefined
      return (
        hasContext(word, 'entity-context') ||
        entity.topics.some((topic) => isClear(topic, word)) ||
        names.some(({ target }) => target === parents[word.target]) ||
        (isAtHome(word, places) && (OF_A_STATE.has(entity.kind) || isOfTheField(topics, word)))
      )
    }
    const meant = withoutOthers(names.filter(isMeant), places)
    const entities = [...meant.map(asNaming), ...holdersOf(found, names, places, language)]
    return { entities: byTarget(entities), places: byTarget(places.map(asNaming)) }
  }
}

const asNaming = (word: Occurrence): Naming => ({ target: word.target, word })

/** True: the article has more than weak words of any topic. */
const isOfTheField = (topics: ReadonlyMap<number, TopicEvidence>, word: Occurrence): boolean =>
  [...topics.values()].some(({ reasons }) => reasons.some(({ kind, words }) => kind !== 'weak' && !words.includes(word)))

const needsContext = ({ context, ambiguous = [] }: Entity | Place, name: Occurrence): boolean =>
  context.length > 0 && (ambiguous.length === 0 || ambiguous.includes(termOf(name).raw))

/** True where a word for what this name names stands outside the name. */
const stands = (kind: UseKind, name: Occurrence, contexts: Found): boolean =>
  contexts
    .of(kind)
    .some(
      ({ target, field, start, end }) =>
        target === name.target && (field !== name.field || end <= name.start || name.end <= start),
    )

const byTarget = (namings: readonly Naming[]): readonly Named[] => {
  const targets = new Map<number, Occurrence[]>()
  for (const { target, word } of namings) {
    const same = targets.get(target)
    if (same === undefined) targets.set(target, [word])
    else if (!same.some(({ field, start }) => field === word.field && start === word.start)) same.push(word)
  }
  return [...targets].map(([target, same]) => ({ target, words: same }))
}
