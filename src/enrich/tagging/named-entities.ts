import { isSameSpan, type Span } from '../../model/article.ts'
import type { TopicId } from '../../model/ids.ts'
import type { Entity, Place, Taxonomy } from '../../model/taxonomy.ts'
import { createNameChecks } from './borrowed-names.ts'
import type { HasContext } from './contexts.ts'
import { type ArticleText, createJurisdictionFilter, createPlaceChains, OF_A_STATE } from './jurisdictions.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'
import { createRoleFilter, createRoleReader, type Holder } from './roles.ts'
import type { Reason, TopicEvidence } from './topic-evidence.ts'

/** An entity or a place, and where it is named. */
export type Named = { readonly target: number; readonly mentions: readonly Mention[] }
export type NamedEntities = { readonly entities: readonly Named[]; readonly places: readonly Named[] }

type Article = ArticleText & {
  readonly mentions: Mentions
  readonly topics: ReadonlyMap<number, TopicEvidence>
  readonly hasContext: HasContext
}
type NamedEntityFinder = (article: Article) => NamedEntities

/** Finds the organisations and places that an article names, without ambiguous names that nothing confirms. */
export const createNamedEntityFinder = (taxonomy: Taxonomy, topicIndex: ReadonlyMap<TopicId, number>): NamedEntityFinder => {
  const chains = createPlaceChains(taxonomy)
  const indexOf = new Map<string, number>(taxonomy.entities.map(({ id }, index) => [id, index]))
  const parents = taxonomy.entities.map(({ parent }) => (parent === null ? undefined : indexOf.get(parent)))
  const holdersOf = createRoleReader(taxonomy, chains)
  const withRoles = createRoleFilter(taxonomy)
  const { isInJurisdiction, withoutForeignBodies, withoutNamesakes } = createJurisdictionFilter(taxonomy, chains)
  const nameChecksIn = createNameChecks(taxonomy)
  const isArea = (word: Mention): boolean => AREAS.has(taxonomy.places[word.target]?.kind ?? 'region')
  return ({ title, text, mentions, topics, language, hasContext }) => {
    const none = mentions.of('not-name')
    const clear = longestNames(mentions.of('place'), none).filter((word) => {
      const place = taxonomy.places[word.target]
      return place !== undefined && (!needsContext(place, word) || hasContext('place-context', word))
    })
    const places = withoutNamesakes(clear)
    const all = mentions.of('entity')
    const names = withOwners(longestNames(all, none), all, taxonomy)
    const { isCertain, isBorrowed } = nameChecksIn(names, language)
    const isAmbiguous = (entity: Entity, word: Mention): boolean =>
      (needsContext(entity, word) && !isCertain(word)) || isBorrowed(word)
    const isDoubtful = (word: Mention): boolean => {
      const entity = taxonomy.entities[word.target]
      return entity !== undefined && isAmbiguous(entity, word) && !hasContext('entity-context', word)
    }
    const isClear = (topic: TopicId, word: Mention): boolean =>
      isClearBeside(topics.get(topicIndex.get(topic) ?? -1)?.reasons ?? [], word)
    const isMeant = (word: Mention): boolean => {
      const entity = taxonomy.entities[word.target]
      if (entity === undefined || !isAmbiguous(entity, word)) return entity !== undefined
      return (
        entity.topics.some((topic) => isClear(topic, word)) ||
        names.some(({ target }) => target === parents[word.target]) ||
        (isCity(word, places)
          ? isOfTheField(topics, word)
          : isInJurisdiction(word, places) && (OF_A_STATE.has(entity.kind) || isOfTheField(topics, word))) ||
        hasContext('entity-context', word)
      )
    }
    const own = withoutForeignBodies(names.filter(isMeant), { all, places, isDoubtful, title, text, language })
    const { names: meant, holders } = withRoles(own, holdersOf(mentions, names, places, language), { title, text, language })
    const left = places.filter((place) => isArea(place) || !meant.some((name) => isSameSpan(name, place)))
    return { entities: byTarget(meant, holders), places: byTarget(left) }
  }
}

/**
 * Kinds of place that stay tagged where a body has the same name: the EU is both. A city's name means either the city or the body that
 * governs there.
 */
const AREAS: ReadonlySet<string> = new Set(['region', 'country'])

/** Kinds whose names also name their owner: the WTO's moratorium names the WTO. Amazon Web Services does not name Amazon. */
const OWNED: ReadonlySet<string> = new Set(['law', 'agreement', 'programme'])

/** The names, and the owners of the laws and programmes among them. */
const withOwners = (names: readonly Mention[], all: readonly Mention[], { entities }: Taxonomy): readonly Mention[] => {
  const owned = names.filter(({ target }) => OWNED.has(entities[target]?.kind ?? ''))
  if (owned.length === 0) return names
  const isOwner = (name: Mention): boolean =>
    OWNERS.has(entities[name.target]?.kind ?? '') && owned.some((one) => covers(one, name) && !isSameSpan(one, name))
  return [...names, ...all.filter((name) => isOwner(name) && !names.includes(name))]
}
const OWNERS: ReadonlySet<string> = new Set(['intergovernmental', 'organisation', 'forum'])

/**
 * True: the name is also a city's. It stands for the body that governs there only in the news of the field: a fire in Brussels is not the
 * Commission's.
 */
const isCity = (word: Mention, places: readonly Mention[]): boolean => places.some((place) => isSameSpan(place, word))

/** True: the article has more than weak evidence for some topic, apart from this word. */
const isOfTheField = (topics: ReadonlyMap<number, TopicEvidence>, word: Mention): boolean =>
  [...topics.values()].some(({ reasons }) => isClearBeside(reasons, word))

/** True: evidence that is more than weak, and is not this word, speaks for a topic. */
const isClearBeside = (reasons: readonly Reason[], word: Mention): boolean =>
  reasons.some((reason) => reason.kind !== 'weak' && !reason.mentions.includes(word))

/** True: the name is also a common word, or the name of several things, and counts only where something confirms it. */
export const needsContext = ({ context, ambiguous = [] }: Entity | Place, name: Mention): boolean =>
  context.length > 0 && (ambiguous.length === 0 || ambiguous.includes(termOf(name).raw))

/** Mentions by the entity or place that they name, or by the holder of the role that they name. */
const byTarget = (names: readonly Mention[], holders: readonly Holder[] = []): readonly Named[] => {
  const targets = new Map<number, Mention[]>()
  for (const name of names) put(targets, name.target, name)
  for (const { target, role } of holders) put(targets, target, role)
  return Array.from(targets, ([target, mentions]) => ({ target, mentions }))
}

const put = (targets: Map<number, Mention[]>, target: number, word: Mention): void => {
  const same = targets.get(target)
  if (same === undefined) targets.set(target, [word])
  else if (!same.some(({ field, start }) => field === word.field && start === word.start)) same.push(word)
}

/** The names without those inside a longer one (Amazon in Amazon Web Services), and without those inside a listed word that names nothing. */
export const longestNames = (names: readonly Mention[], notNames: readonly Mention[]): readonly Mention[] =>
  longest(notNames.length === 0 ? names : names.filter((name) => !notNames.some((word) => covers(word, name))))

/** Of overlapping names the longest counts, of two of the same length the first: 上海 in 上海地铁, not 海地. */
const longest = (names: readonly Mention[]): readonly Mention[] => {
  if (names.length < 2) return names
  const left = new Set<Mention>()
  let best: Mention[] = []
  for (const name of names.toSorted(byBeginning)) {
    const [rival] = best
    if (rival === undefined || rival.field !== name.field || rival.end <= name.start) {
      for (const one of best) left.add(one)
      best = [name]
    } else if (lengthOf(name) > lengthOf(rival)) best = [name]
    else if (isSameSpan(name, rival)) best.push(name)
  }
  for (const one of best) left.add(one)
  return left.size === names.length ? names : names.filter((name) => left.has(name))
}

const byBeginning = (one: Mention, other: Mention): number =>
  (one.field === other.field ? 0 : one.field === 'title' ? -1 : 1) || one.start - other.start || other.end - one.end

const lengthOf = ({ start, end }: Span): number => end - start
