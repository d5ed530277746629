/** Finds organisations, places, sources and countries by what a reader writes: an id, or a name in any language. */
import { lazy } from '../../lib/lazy.ts'
import type { Configuration } from '../../model/configuration.ts'
import { KINDS } from '../../model/kind.ts'
import type { Label } from '../../model/taxonomy.ts'
import { readCountry, readLanguage } from '../../publish/filter/language-names.ts'
import { type Names, namesFrom } from '../../publish/filter/filter-vocabulary.ts'
import { nearestIds } from '../../publish/filter/mistake.ts'
import { foldedName } from '../folded-name.ts'
import { INTERFACE_LANGUAGES, localeFor } from '../locale.ts'
import { type IdOf, type ListField, unique } from './feed-form.ts'

/** The fields with too many values for boxes to tick. */
export const NAMED = ['entity', 'place', 'source', 'country'] as const
export type NamedField = (typeof NAMED)[number]

type Named = { readonly id: string; readonly names: readonly string[] }

/** Ids and names of one kind. Names are folded at the first look-up: there are ten thousand of them, and most requests contain ids. */
export type Index = {
  readonly ids: readonly string[]
  readonly byId: ReadonlyMap<string, string>
  readonly byName: () => ReadonlyMap<string, ReadonlySet<string>>
  /** The names in the form in which misspellings are compared with them. */
  readonly names: () => Names<string>
}
type Indexes = Readonly<Record<NamedField | 'topic', Index>>

const indexes = new WeakMap<Configuration, Indexes>()

export const knownNames = (configuration: Configuration): Indexes => {
  const index = indexes.get(configuration) ?? createIndexes(configuration)
  indexes.set(configuration, index)
  return index
}

const createIndexes = ({ taxonomy, sources }: Configuration): Indexes => {
  const countries = new Set(sources.flatMap(({ country }) => country ?? []))
  const named = ({ id, label, names }: { id: string; label: Label; names: Readonly<Record<string, readonly string[]>> }) => ({
    id,
    names: [...Object.values(label), ...Object.values(names).flat()],
  })
  return {
    topic: indexOf(taxonomy.topics.map(({ id, label }) => ({ id, names: Object.values(label) }))),
    entity: indexOf(taxonomy.entities.map(named)),
    place: indexOf(taxonomy.places.map(named)),
    source: indexOf(sources.map(({ id, name }) => ({ id, names: [name] }))),
    country: countryIndex([...countries]),
  }
}

const countryIndex = (codes: readonly string[]): Index => {
  const index = indexOf(
    codes.map((id) => ({ id, names: INTERFACE_LANGUAGES.map((language) => localeFor(language, undefined).countryName(id)) })),
  )
  // Filters also accept its common code.
  return codes.includes('GB') ? { ...index, byId: new Map([...index.byId, ['uk', 'GB']]) } : index
}

export const indexOf = (all: readonly Named[]): Index => ({
  ids: all.map(({ id }) => id),
  byId: new Map(all.map(({ id }) => [id.toLowerCase(), id])),
  byName: lazy(() => {
    const byName = new Map<string, Set<string>>()
    for (const { id, names } of all)
      for (const key of names.map(foldedName)) byName.set(key, (byName.get(key) ?? new Set<string>()).add(id))
    return byName
  }),
  names: lazy(() => namesFrom(all.flatMap(({ id, names }) => names.map((name) => ({ id, name }))))),
})

const MOST_NEAR = 8

/** The id that `written` names, or the ids that it may mean: `near` scans all names, which takes some milliseconds for ten thousand. */
export const findName = (
  written: string,
  index: Index,
): { readonly id: string } | { readonly near: () => readonly string[] } => {
  const id = index.byId.get(written.toLowerCase())
  if (id !== undefined) return { id }
  const wanted = foldedName(written)
  const [only, ...others] = index.byName().get(wanted) ?? []
  if (only !== undefined) return others.length === 0 ? { id: only } : { near: () => [only, ...others].slice(0, MOST_NEAR) }
  return {
    near() {
      const begun = [...index.byName()].filter(([name]) => hasWordFrom(name, wanted)).flatMap(([, ids]) => [...ids])
      return begun.length > 0 ? unique(begun).slice(0, MOST_NEAR) : nearestIn(written, index)
    },
  }
}

const hasWordFrom = (name: string, wanted: string): boolean => wanted !== '' && ` ${name}`.includes(` ${wanted}`)

const MOST_WRITTEN = 60

/** Ids whose spelling or names are near a misspelling. */
export const nearestIn = (written: string, { names }: Index): readonly string[] =>
  written.length > MOST_WRITTEN ? [] : nearestIds(written, names())

/** A function that finds the id which a filter's value means in this configuration. */
export const idsIn = (configuration: Configuration): IdOf => {
  const known = knownNames(configuration)
  const languages = configuration.sources.flatMap(({ language }) => language ?? [])
  return (field: ListField, written) => {
    if (field === 'lang') return readLanguage(written, languages)
    if (field === 'country') return readCountry(written, [])
    if (field === 'kind') return KINDS.find((kind) => kind === written.toLowerCase()) ?? null
    return known[field].byId.get(written.toLowerCase()) ?? null
  }
}
