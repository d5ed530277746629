import { isSameSpan } from '../../model/article.ts'
import type { TopicId } from '../../model/ids.ts'
import type { Entity, Place, Taxonomy } from '../../model/taxonomy.ts'
import type { HasContext } from './contexts.ts'
import { createHomes, OF_A_STATE } from './homes.ts'
import { createJurisdictions } from './jurisdictions.ts'
import { namesAmong } from './longest-names.ts'
import type { Found } from './found.ts'
import { type Occurrence, termOf } from './occurrence.ts'
import { type Holder, createRoleReader } from './roles.ts'
import type { TopicEvidence } from './topic-evidence.ts'

export type Named = { readonly target: number; readonly words: readonly Occurrence[] }
export type Names = { readonly entities: readonly Named[]; readonly places: readonly Named[] }

type Article = {
  readonly found: Found
  readonly topics: ReadonlyMap<number, TopicEvidence>
  readonly language: string
  readonly hasContext: HasContext
}
type NameFinder = (article: Article) => Names

/** Organisations and places that an article names, without the ambiguous ones that nothing beside them confirms. */
export const createNameFinder = (taxonomy: Taxonomy, topicIndex: ReadonlyMap<TopicId, number>): NameFinder => {
  const jurisdictions = createJurisdictions(taxonomy)
  const indexOf = new Map<string, number>(taxonomy.entities.map(({ id }, index) => [id, index]))
  const parents = taxonomy.entities.map(({ parent }) => (parent === null ? undefined : indexOf.get(parent)))
  const holdersOf = createRoleReader(taxonomy, jurisdictions)
  const { isAtHome, withoutOthers, withoutNamesakes } = createHomes(taxonomy, jurisdictions)
  return ({ found, topics, language, hasContext }) => {
    const none = found.of('not-name')
    const clear = namesAmong(found.of('place'), none).filter((word) => {
      const place = taxonomy.places[word.target]
      return place !== undefined && (!needsContext(place, word) || hasContext('place-context', word))
    })
    const places = withoutNamesakes(clear)
    const names = namesAmong(found.of('entity'), none)
    const isDoubtful = (word: Occurrence): boolean => {
      const entity = taxonomy.entities[word.target]
      return entity !== undefined && needsContext(entity, word) && !hasContext('entity-context', word)
    }
    const isClear = (topic: TopicId, word: Occurrence): boolean =>
      (topics.get(topicIndex.get(topic) ?? -1)?.reasons ?? []).some(
        ({ kind, words }) => kind !== 'weak' && !words.includes(word),
      )
    const isMeant = (word: Occurrence): boolean => {
      const entity = taxonomy.entities[word.target]
      if (entity === undefined || !needsContext(entity, word)) return entity !== undefined
      return (
        entity.topics.some((topic) => isClear(topic, word)) ||
        names.some(({ target }) => target === parents[word.target]) ||
        (isCity(word, places)
          ? isOfTheField(topics, word)
          : isAtHome(word, places) && (OF_A_STATE.has(entity.kind) || isOfTheField(topics, word))) ||
        hasContext('entity-context', word)
      )
    }
    const meant = withoutOthers(names.filter(isMeant), places, isDoubtful)
    return { entities: byTarget(meant, holdersOf(found, names, places, language)), places: byTarget(places) }
  }
}

/** A city's name stands for who governs there only in the news of the field: a fire in Brussels is not the Commission's. */
const isCity = (word: Occurrence, places: readonly Occurrence[]): boolean => places.some((place) => isSameSpan(place, word))

/** True: the article has more than weak words of any topic. */
const isOfTheField = (topics: ReadonlyMap<number, TopicEvidence>, word: Occurrence): boolean =>
  [...topics.values()].some(({ reasons }) => reasons.some(({ kind, words }) => kind !== 'weak' && !words.includes(word)))

/** True: the name is a common word too, or several's, and counts only where something confirms it. */
export const needsContext = ({ context, ambiguous = [] }: Entity | Place, name: Occurrence): boolean =>
  context.length > 0 && (ambiguous.length === 0 || ambiguous.includes(termOf(name).raw))

/** Words by what they mean: what they name, or who holds the role that they name. */
const byTarget = (names: readonly Occurrence[], holders: readonly Holder[] = []): readonly Named[] => {
  const targets = new Map<number, Occurrence[]>()
  for (const name of names) put(targets, name.target, name)
  for (const { target, word } of holders) put(targets, target, word)
  return Array.from(targets, ([target, words]) => ({ target, words }))
}

const put = (targets: Map<number, Occurrence[]>, target: number, word: Occurrence): void => {
  const same = targets.get(target)
  if (same === undefined) targets.set(target, [word])
  else if (!same.some(({ field, start }) => field === word.field && start === word.start)) same.push(word)
}
