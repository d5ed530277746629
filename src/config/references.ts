import type { ConfigFiles } from './files.ts'
import type { FileReading } from './read-file.ts'
import type { ValuePath } from './yaml-text.ts'

/** `named`: what an @ in a pair may refer to: an entity, a kind of entity or a topic. */
export type ReferenceKind = 'topic' | 'entity' | 'place' | 'source' | 'country' | 'named'

/** A place in a file that names an id of another entry. */
export type Reference = {
  readonly file: FileReading<unknown>
  readonly kind: ReferenceKind
  readonly id: string
  readonly path: ValuePath
  readonly part?: 'key'
  /** The reference is in a filter, which may also use other names than ids. */
  readonly inFilter?: true
}
type Place = Pick<Reference, 'id' | 'path' | 'part'>

export const referencesIn = (files: ConfigFiles): readonly Reference[] => {
  const { sources, topics, entities, places, feeds, alerts, digests } = files
  const of = (file: FileReading<unknown>, kind: ReferenceKind, found: readonly Place[]): readonly Reference[] =>
    found.map((place) => ({ file, kind, ...place }))
  return [
    ...(sources.value?.sources ?? []).flatMap((source, at) => [
      ...of(sources, 'topic', idsAt(['sources', at, 'topics'], source.topics)),
      ...of(sources, 'country', idAt(['sources', at, 'country'], source.country)),
    ]),
    ...(topics.value?.topics ?? []).flatMap(({ parent }, at) => of(topics, 'topic', idAt(['topics', at, 'parent'], parent))),
    ...(entities.value?.entities ?? []).flatMap((entity, at) => [
      ...of(entities, 'topic', idsAt(['entities', at, 'topics'], entity.topics)),
      ...of(entities, 'place', idAt(['entities', at, 'place'], entity.place)),
      ...of(entities, 'entity', idAt(['entities', at, 'parent'], entity.parent)),
    ]),
    ...(entities.value?.roles ?? []).flatMap(({ holders }, at) =>
      of(entities, 'entity', idsAt(['roles', at, 'holders'], holders)),
    ),
    ...(places.value?.places ?? []).flatMap((place, at) => [
      ...of(places, 'place', idAt(['places', at, 'within'], place.within)),
      ...of(places, 'place', idsAt(['places', at, 'contains'], place.contains)),
    ]),
    ...(feeds.value?.feeds ?? []).flatMap((feed, at) => of(feeds, 'source', idsAt(['feeds', at, 'sources'], feed.sources))),
    ...inFilters(feeds, 'feeds', feeds.value?.feeds ?? []),
    ...inFilters(alerts, 'alerts', alerts.value?.alerts ?? []),
    ...inFilters(digests, 'digests', digests.value?.digests ?? []),
    ...files.lexicons.flatMap((lexicon) => [
      ...of(lexicon, 'topic', keysOf('topics', lexicon.value?.topics)),
      ...of(lexicon, 'entity', keysOf('entities', lexicon.value?.entities)),
      ...of(lexicon, 'place', keysOf('places', lexicon.value?.places)),
      ...of(lexicon, 'named', namedInPairs(lexicon.value?.topics)),
    ]),
  ]
}

const inFilters = (
  file: FileReading<unknown>,
  list: string,
  entries: readonly { readonly filter?: string | undefined }[],
): readonly Reference[] =>
  NAMED_IN_FILTERS.flatMap(({ kind, names }) =>
    entries.flatMap(({ filter = '' }, at) =>
      [...filter.matchAll(names)].flatMap(([, ids = '']) =>
        ids.split(',').map((id) => ({ file, kind, id, path: [list, at, 'filter'], inFilter: true as const })),
      ),
    ),
  )
const NAMED_IN_FILTERS = (['topic', 'entity', 'place', 'source'] as const).map((kind) => ({
  kind,
  names: new RegExp(`\\b${kind}:([\\w.,-]+)`, 'gu'),
}))

const keysOf = (section: string, entries: object | null | undefined): readonly Place[] =>
  Object.keys(entries ?? {}).map((id) => ({ id, path: [section, id], part: 'key' as const }))

/** References such as `@temu` and `@company` in pairs: an unknown one would never match. */
const namedInPairs = (topics: NonNullable<ConfigFiles['lexicons'][number]['value']>['topics']): readonly Place[] =>
  Object.entries(topics ?? {}).flatMap(([topic, { pairs = [] }]) =>
    pairs.flatMap((pair, at) =>
      (['a', 'b'] as const).flatMap((side) =>
        pair[side].flatMap((word, index) =>
          word.startsWith('@') ? [{ id: word.slice(1), path: ['topics', topic, 'pairs', at, side, index] }] : [],
        ),
      ),
    ),
  )

const idAt = (path: ValuePath, id: string | undefined): readonly Place[] => (id === undefined ? [] : [{ id, path }])
const idsAt = (path: ValuePath, ids: readonly string[] = []): readonly Place[] =>
  ids.map((id, index) => ({ id, path: [...path, index] }))
