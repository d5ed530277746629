/** Finds organisations, places, sources and countries by what a reader writes: an id, or a name in any language. */
import type { Configuration } from '../../model/configuration.ts'
import type { Label } from '../../model/taxonomy.ts'
import { readCountry, readLanguage } from '../../publish/filter/language-names.ts'
import { namesFrom } from '../../publish/filter/filter-vocabulary.ts'
import { nearestIds } from '../../publish/filter/mistake.ts'
import { normalForm } from '../../text/normal-form.ts'
import { INTERFACE_LANGUAGES, localeFor } from '../locale.ts'
import type { IdOf, ListField } from './feed-form.ts'

/** The fields that are too many for boxes to tick. */
export const NAMED = ['entity', 'place', 'source', 'country'] as const
export type NamedField = (typeof NAMED)[number]

type Named = { readonly id: string; readonly names: readonly string[] }
/** `keys`: the folded names. */
type Known = Named & { readonly keys: readonly string[] }
export type Index = {
  readonly all: readonly Known[]
  readonly byId: ReadonlyMap<string, string>
  /** By the folded name. */
  readonly byName: ReadonlyMap<string, ReadonlySet<string>>
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
    country: indexOf(
      [...countries].map((code) => ({
        id: code,
        names: INTERFACE_LANGUAGES.map((language) => localeFor(language, undefined).countryName(code)),
      })),
    ),
  }
}

const indexOf = (named: readonly Named[]): Index => {
  const all = named.map(({ id, names }) => ({ id, names, keys: [...new Set(names.map(folded))] }))
  const byName = new Map<string, Set<string>>()
  for (const { id, keys } of all) for (const key of keys) byName.set(key, (byName.get(key) ?? new Set<string>()).add(id))
  return { all, byId: new Map(all.map(({ id }) => [id.toLowerCase(), id])), byName }
}

/** Without case and diacritics. */
export const folded = (text: string): string =>
  normalForm(text)
    .text.normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')

const MOST_NEAR = 8

/** The one that is meant, or those that may be. */
export const findName = (
  written: string,
  { all, byId, byName }: Index,
): { readonly id: string } | { readonly near: readonly string[] } => {
  const wanted = folded(written)
  const id = byId.get(written.toLowerCase())
  if (id !== undefined) return { id }
  const [only, ...others] = byName.get(wanted) ?? []
  if (only !== undefined) return others.length === 0 ? { id: only } : { near: [only, ...others].slice(0, MOST_NEAR) }
  const beginning = all.filter(({ keys }) => keys.some((key) => hasWordFrom(key, wanted)))
  if (beginning.length > 0) return { near: beginning.slice(0, MOST_NEAR).map((known) => known.id) }
  return { near: nearestIn(written, all) }
}

const hasWordFrom = (name: string, wanted: string): boolean => wanted !== '' && ` ${name}`.includes(` ${wanted}`)

const MOST_WRITTEN = 100

/** Ids and names that a slip of the pen may have meant. */
export const nearestIn = (written: string, all: readonly Named[]): readonly string[] =>
  written.length > MOST_WRITTEN
    ? []
    : nearestIds(written, namesFrom(all.flatMap(({ id, names }) => names.map((name) => ({ id, name })))))

/** What a filter's value means in this configuration. */
export const idsIn = (configuration: Configuration): IdOf => {
  const known = knownNames(configuration)
  const languages = configuration.sources.flatMap(({ language }) => language ?? [])
  return (field: ListField, written) => {
    if (field === 'lang') return readLanguage(written, languages)
    if (field === 'country') return readCountry(written, [])
    return known[field].byId.get(written.toLowerCase()) ?? null
  }
}
