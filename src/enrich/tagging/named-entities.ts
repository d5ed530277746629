import { isSameSpan } from '../../model/article.ts'
import type { TopicId } from '../../model/ids.ts'
import type { Entity, Taxonomy } from '../../model/taxonomy.ts'
import { createNameChecks } from './borrowed-names.ts'
import type { HasContext } from './contexts.ts'
import { createCoordination, type Coordination } from './coordination.ts'
import { type ArticleText, createJurisdictionFilter, createPlaceChains, OF_A_STATE, type PlaceChains } from './jurisdictions.ts'
import { isMarkedAsName, isBeforeCapital, isMarked } from './letter-case.ts'
import { createNameReader, type NameReader } from './longest-names.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'
import { createConfirmation, isEveryday, needsContext } from './name-context.ts'
import { createRoleFilter, createRoleReader, type Holder } from './roles.ts'
import type { Reason, TopicEvidence } from './topic-evidence.ts'

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
  const coordinatedWith = createCoordination()
  const wholeNames = createNameReader()
  const placesIn = createPlaceReader(taxonomy, { chains, wholeNames, coordinatedWith, withoutNamesakes })
  const isConfirmedBy = createConfirmation(taxonomy, coordinatedWith)
  const isArea = (word: Mention): boolean => AREAS.has(taxonomy.places[word.target]?.kind ?? 'region')
  return ({ title, text, mentions, topics, language, hasContext }) => {
    const article = { title, text, language }
    const places = placesIn(mentions, article, hasContext)
    const all = mentions.of('entity')
    const names = withOwners(wholeNames(mentions, 'entity', article), all, taxonomy)
    const { isCertain, isBorrowed } = nameChecksIn(names, language)
    const isAmbiguous = (entity: Entity, word: Mention): boolean =>
      (needsContext(entity, word) && !isCertain(word) && !(isEveryday(entity, word) && isMarkedAsName(word, article))) ||
      isBorrowed(word)
    const isClear = (topic: TopicId, word: Mention): boolean =>
      isClearBeside(topics.get(topicIndex.get(topic) ?? -1)?.reasons ?? [], word)
    const isClearName = (word: Mention): boolean => {
      const entity = taxonomy.entities[word.target]
      return entity !== undefined && !isAmbiguous(entity, word)
    }
    const isDoubtful = (word: Mention): boolean => !isClearName(word) && !hasContext('entity-context', word)
    const isMeant = (word: Mention): boolean => {
      const entity = taxonomy.entities[word.target]
      if (entity === undefined || !isAmbiguous(entity, word)) return entity !== undefined
      return (
        isConfirmedBy(names.filter(isClearName), word, article) ||
        entity.topics.some((topic) => isClear(topic, word)) ||
        names.some(({ target }) => target === parents[word.target]) ||
        (isCity(word, places)
          ? isOfTheField(topics, word)
          : isInJurisdiction(word, places) && (OF_A_STATE.has(entity.kind) || isOfTheField(topics, word))) ||
        hasContext('entity-context', word)
      )
    }
    const own = withoutForeignBodies(names.filter(isMeant), { all, places, isDoubtful, ...article })
    const { names: meant, holders } = withRoles(own, holdersOf(mentions, names, places, article), article)
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

type PlaceRules = {
  readonly chains: PlaceChains
  readonly wholeNames: NameReader
  readonly coordinatedWith: Coordination
  readonly withoutNamesakes: (places: readonly Mention[]) => readonly Mention[]
}

/** Reads the places that an article names, without ambiguous names that neither a context word nor a coordinated place confirms. */
const createPlaceReader = ({ places }: Taxonomy, { chains, wholeNames, coordinatedWith, withoutNamesakes }: PlaceRules) => {
  /** True: the article also names the country of an ambiguous city. */
  const isPartOf = (word: Mention, place: Mention): boolean =>
    word.target !== place.target && chains(word.target).includes(places[place.target]?.id ?? '')
  const isAmbiguous = (word: Mention): boolean => {
    const place = places[word.target]
    return place === undefined || needsContext(place, word)
  }
  const isPerson = (word: Mention, article: ArticleText): boolean =>
    places[word.target]?.firstNames?.includes(termOf(word).raw) === true && isBeforeCapital(word, article)
  return (mentions: Mentions, article: ArticleText, hasContext: HasContext): readonly Mention[] => {
    const names = wholeNames(mentions, 'place', article).filter((word) => !isPerson(word, article))
    const clear = names.filter((word) => !isAmbiguous(word))
    if (clear.length === names.length) return withoutNamesakes(names)
    const isMeant = (word: Mention): boolean =>
      !isAmbiguous(word) ||
      hasContext('place-context', word) ||
      isAfterPreposition(word, article) ||
      (isEveryday(places[word.target], word) && (isMarked(word, article) || isBeforeCapital(word, article))) ||
      clear.some((place) => isPartOf(word, place)) ||
      isCoordinated(word, clear)
    const isCoordinated = (word: Mention, others: readonly Mention[]): boolean =>
      coordinatedWith(word, [...others, word], article).length > 1
    return withoutNamesakes(names.filter(isMeant))
  }
}

/** True: a preposition, and no article, is written together with the name, as before no person's name that begins a headline: בירדן, بمصر. */
const isAfterPreposition = ({ field, start }: Mention, article: ArticleText): boolean =>
  PREPOSITION.test(article[field].slice(Math.max(0, start - 3), start))
const PREPOSITION = /(?<!\p{L})[וو]?[בלמبل]$/u
