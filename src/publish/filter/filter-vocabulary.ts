import type { EntityId, Instant, LanguageTag, PlaceId, SourceId, TagIds, TopicId } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import type { Label, Names as KnownNames } from '../../model/taxonomy.ts'

/** The ids of one kind, with their children and their names. */
export type Names<Id extends string> = {
  /** Each id by its lower-case spelling. */
  readonly byKey: ReadonlyMap<string, Id>
  readonly children: ReadonlyMap<Id, readonly Id[]>
  readonly known: readonly { readonly id: Id; readonly name: string }[]
}

/** Ids that articles have or had though the configuration no longer has them, by kind and by their spelling in a filter. */
export type FormerIds = { readonly [Kind in keyof TagIds]: ReadonlyMap<string, TagIds[Kind]> }
export const NO_FORMER_IDS: FormerIds = { topic: new Map(), entity: new Map(), place: new Map(), source: new Map() }

export type Vocabulary = {
  readonly topics: Names<TopicId>
  readonly entities: Names<EntityId>
  readonly places: Names<PlaceId>
  readonly sources: Names<SourceId>
  /** Languages that the configuration names; others are looked up in the language registry. */
  readonly languages: readonly LanguageTag[]
  readonly countries: readonly string[]
  readonly former: FormerIds
  /** False: no model gives texts a vector, so that nothing can be like another. */
  readonly hasModel: boolean
  /** The time from which `after:7d` counts back. */
  readonly now: Instant
}

/**
 * The vocabulary of a configuration, without former ids: a name that has left the configuration is unknown. `taxonomy` includes the
 * languages that it has words of.
 */
export const createVocabulary = (
  taxonomy: KnownNames & { readonly lexicons: readonly { readonly language: LanguageTag }[] },
  sources: readonly Source[],
  now: Instant,
  hasModel = true,
): Vocabulary => ({
  topics: namesOf(taxonomy.topics.map(({ id, parent, label }) => ({ id, parent, names: namesIn(label) }))),
  // An organisation's parent is a fact about it, not a containment: entity:alibaba is not all that Alibaba owns.
  entities: namesOf(
    taxonomy.entities.map(({ id, label, names }) => ({
      id,
      parent: null,
      names: [...namesIn(label), ...Object.values(names).flat()],
    })),
  ),
  places: namesOf(
    taxonomy.places.map(({ id, within, contains, label, names }) => ({
      id,
      parent: within,
      contains,
      names: [...namesIn(label), ...Object.values(names).flat()],
    })),
  ),
  sources: namesOf(sources.map(({ id, name }) => ({ id, parent: null, names: [name] }))),
  languages: unique([
    ...taxonomy.lexicons.map(({ language }) => language),
    ...sources.map(({ language }) => language).filter((language) => language !== null),
  ]),
  countries: unique(sources.map(({ country }) => country).filter((country) => country !== null)),
  former: NO_FORMER_IDS,
  hasModel,
  now,
})

/** The id and everything below it, in the order of the configuration. */
export const withAllBelow = <Id extends string>(names: Names<Id>, id: Id): readonly Id[] => {
  const found = new Set<Id>()
  const open: Id[] = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    open.push(...(names.children.get(next) ?? []).toReversed())
  }
  return [...found]
}

/** For each id, all ids that contain it; ids that nothing contains are left out. */
export const idsAbove = <Id extends string>(names: Names<Id>): ReadonlyMap<Id, readonly Id[]> => {
  const above = new Map<Id, Id[]>()
  for (const upper of names.children.keys())
    for (const id of withAllBelow(names, upper).filter((below) => below !== upper)) {
      const uppers = above.get(id)
      if (uppers === undefined) above.set(id, [upper])
      else uppers.push(upper)
    }
  return above
}

/** A flat list of ids; those without a name do not exist. */
export const namesFrom = (all: readonly { readonly id: string; readonly name: string | undefined }[]): Names<string> =>
  namesOf(all.flatMap(({ id, name }) => (name === undefined ? [] : [{ id, parent: null, names: [name] }])))

type Named<Id> = {
  readonly id: Id
  readonly parent: Id | null
  /** Children besides those that name it as their parent. */
  readonly contains?: readonly Id[] | undefined
  readonly names: readonly string[]
}

const namesOf = <Id extends string>(all: readonly Named<Id>[]): Names<Id> => {
  const byKey = new Map<string, Id>()
  const children = new Map<Id, Id[]>()
  const put = (parent: Id, child: Id) => {
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [child])
    else siblings.push(child)
  }
  for (const { id, parent, contains = [] } of all) {
    byKey.set(id.toLowerCase(), id)
    if (parent !== null) put(parent, id)
    for (const part of contains) put(id, part)
  }
  return { byKey, children, known: all.flatMap(({ id, names }) => names.map((name) => ({ id, name }))) }
}

const namesIn = (label: Label): readonly string[] => Object.values(label)
const unique = (all: readonly string[]): readonly string[] => [...new Set(all)]
