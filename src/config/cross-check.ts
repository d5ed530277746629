import type { ConfigProblem } from '../model/configuration.ts'
import { contradictions } from './corrections.ts'
import type { ConfigFiles } from './files.ts'
import { type LocatedFile, problemIn, unknownWord } from './problems.ts'
import type { ValuePath } from './yaml-text.ts'

/** Which ids exist; null where the file that says so can't be read, so that one mistake isn't reported a hundred times. */
type Known = ReadonlySet<string> | null
type KnownIds = {
  readonly topics: Known
  readonly entities: Known
  readonly places: Known
  readonly sources: Known
  readonly countries: ReadonlySet<string>
  /** What may stand behind an @ in a pair: an entity, a kind of entity or a topic. */
  readonly named: Known
}
type Entry = { readonly id: string }

/** What shows only across files: ids used twice, references to nothing, circles. */
export const crossCheck = (files: ConfigFiles, countries: ReadonlySet<string>): readonly ConfigProblem[] => {
  const lists = {
    sources: files.sources.value?.sources ?? [],
    topics: files.topics.value?.topics ?? [],
    entities: files.entities.value?.entities ?? [],
    roles: files.entities.value?.roles ?? [],
    places: files.places.value?.places ?? [],
    feeds: files.feeds.value?.feeds ?? [],
    alerts: files.alerts.value?.alerts ?? [],
    digests: files.digests.value?.digests ?? [],
  }
  const kinds = lists.entities.map(({ kind }) => kind)
  const known: KnownIds = {
    topics: idsOf(files.topics, lists.topics),
    entities: idsOf(files.entities, lists.entities),
    places: idsOf(files.places, lists.places, countries),
    sources: idsOf(files.sources, lists.sources),
    countries,
    named: idsOf(files.entities, [...lists.entities, ...lists.topics], kinds),
  }
  return [
    ...duplicates(files.sources, 'sources', lists.sources),
    ...duplicates(files.topics, 'topics', lists.topics),
    ...duplicates(files.entities, 'entities', lists.entities),
    ...duplicates(files.entities, 'roles', lists.roles),
    ...duplicates(files.places, 'places', lists.places),
    ...duplicates(files.feeds, 'feeds', lists.feeds),
    ...duplicates(files.alerts, 'alerts', lists.alerts),
    ...duplicates(files.digests, 'digests', lists.digests),
    ...privateAll(files.feeds, lists.feeds),
    ...danglingReferences(files, lists, known),
    ...circles(files.topics, linksOf('topics', 'parent', lists.topics)),
    ...circles(files.entities, linksOf('entities', 'parent', lists.entities)),
    ...circles(files.places, linksOf('places', 'within', lists.places)),
    ...files.lexicons.flatMap((lexicon) => lexiconProblems(lexicon, known)),
    ...contradictions(files.corrections),
  ]
}

const idsOf = (
  file: { readonly value: unknown; readonly problems: readonly unknown[] },
  entries: readonly Entry[],
  others: Iterable<string> = [],
): Known => (file.value === null && file.problems.length > 0 ? null : new Set([...others, ...entries.map(({ id }) => id)]))

type Lists = {
  readonly [Name in 'sources' | 'topics' | 'entities' | 'places' | 'feeds']: NonNullable<
    NonNullable<ConfigFiles[Name]['value']>[Name & keyof NonNullable<ConfigFiles[Name]['value']>]
  >
} & { readonly roles: NonNullable<NonNullable<ConfigFiles['entities']['value']>['roles']> }

const danglingReferences = (files: ConfigFiles, lists: Lists, known: KnownIds): readonly ConfigProblem[] => [
  ...lists.sources.flatMap((source, at) => [
    ...unknownIds(files.sources, 'topic', known.topics, idsAt(['sources', at, 'topics'], source.topics)),
    ...unknownIds(files.sources, 'country', known.countries, idAt(['sources', at, 'country'], source.country)),
  ]),
  ...lists.topics.flatMap(({ parent }, at) =>
    unknownIds(files.topics, 'topic', known.topics, idAt(['topics', at, 'parent'], parent)),
  ),
  ...lists.entities.flatMap((entity, at) => [
    ...unknownIds(files.entities, 'topic', known.topics, idsAt(['entities', at, 'topics'], entity.topics)),
    ...unknownIds(files.entities, 'place', known.places, idAt(['entities', at, 'place'], entity.place)),
    ...unknownIds(files.entities, 'entity', known.entities, idAt(['entities', at, 'parent'], entity.parent)),
  ]),
  ...lists.roles.flatMap(({ holders }, at) =>
    unknownIds(files.entities, 'entity', known.entities, idsAt(['roles', at, 'holders'], holders)),
  ),
  ...lists.places.flatMap((place, at) => [
    ...unknownIds(files.places, 'place', known.places, idAt(['places', at, 'within'], place.within)),
    ...unknownIds(files.places, 'place', known.places, idsAt(['places', at, 'contains'], place.contains)),
  ]),
  ...lists.feeds.flatMap((feed, at) =>
    unknownIds(files.feeds, 'source', known.sources, idsAt(['feeds', at, 'sources'], feed.sources)),
  ),
]

/** Every page and search offers its own part of `all`: it can't be closed. */
const privateAll = (file: LocatedFile, feeds: readonly { readonly id: string; readonly private?: boolean | undefined }[]) =>
  feeds.flatMap((feed, at) =>
    feed.id === 'all' && feed.private === true
      ? [
          problemIn(file, {
            path: ['feeds', at, 'private'],
            message: 'the feed "all" is what every page and search offers, so it is open; make a private feed of another id',
          }),
        ]
      : [],
  )

const lexiconProblems = (lexicon: ConfigFiles['lexicons'][number], known: KnownIds): readonly ConfigProblem[] => {
  const { value } = lexicon
  if (value === null) return []
  const keys = (section: string, entries: object | null | undefined) =>
    Object.keys(entries ?? {}).map((id) => ({ id, path: [section, id], part: 'key' as const }))
  const expected = lexicon.name.replace(/^lexicon\/|\.yaml$/g, '')
  const misnamed =
    value.language === expected
      ? []
      : [
          problemIn(lexicon, {
            path: ['language'],
            message: `the file is named for "${expected}" but its language is "${value.language}"`,
          }),
        ]
  return [
    ...misnamed,
    ...unknownIds(lexicon, 'topic', known.topics, keys('topics', value.topics)),
    ...unknownIds(lexicon, 'entity', known.entities, keys('entities', value.entities)),
    ...unknownIds(lexicon, 'place', known.places, keys('places', value.places)),
    ...unknownIds(lexicon, 'entity, kind or topic', known.named, namedInPairs(value)),
  ]
}

/** `@temu` and `@company` in pairs: one that names nothing would never be met. */
const namedInPairs = ({ topics }: NonNullable<ConfigFiles['lexicons'][number]['value']>): readonly Reference[] =>
  Object.entries(topics ?? {}).flatMap(([topic, { pairs = [] }]) =>
    pairs.flatMap((pair, at) =>
      (['a', 'b'] as const).flatMap((side) =>
        pair[side].flatMap((word, index) =>
          word.startsWith('@') ? [{ id: word.slice(1), path: ['topics', topic, 'pairs', at, side, index] }] : [],
        ),
      ),
    ),
  )

type Reference = { readonly id: string; readonly path: ValuePath; readonly part?: 'key' }
const idAt = (path: ValuePath, id: string | undefined): readonly Reference[] => (id === undefined ? [] : [{ id, path }])
const idsAt = (path: ValuePath, ids: readonly string[] = []): readonly Reference[] =>
  ids.map((id, index) => ({ id, path: [...path, index] }))

const unknownIds = (
  file: LocatedFile,
  kind: string,
  known: Known,
  references: readonly Reference[],
): readonly ConfigProblem[] =>
  references
    .filter(({ id }) => known?.has(id) === false)
    .map(({ id, path, part }) => problemIn(file, { path, part: part ?? 'value', message: unknownWord(kind, id, known ?? []) }))

const duplicates = (file: LocatedFile, list: string, entries: readonly Entry[]): readonly ConfigProblem[] => {
  const first = new Map<string, number>()
  return entries.flatMap(({ id }, index) => {
    if (id === '') return []
    const before = first.get(id)
    if (before === undefined) {
      first.set(id, index)
      return []
    }
    const { line, column } = file.locate([list, before, 'id'])
    const message = `the id "${id}" is already used at ${file.file}:${line}:${column}`
    return [problemIn(file, { path: [list, index, 'id'], message })]
  })
}

const linksOf = <Step extends 'parent' | 'within'>(
  list: string,
  step: Step,
  entries: readonly (Entry & { readonly [Key in Step]?: string | undefined })[],
): readonly Link[] => entries.map((entry, at) => ({ id: entry.id, above: entry[step], path: [list, at, step] }))

type Link = { readonly id: string; readonly above: string | undefined; readonly path: ValuePath }

/** Each circle once, at its first member in the file. */
const circles = (file: LocatedFile, links: readonly Link[]): readonly ConfigProblem[] => {
  const above = new Map(links.map((link) => [link.id, link.above]))
  const inCircle = new Set<string>()
  return links.flatMap(({ id, path }) => {
    const chain = [id]
    const seen = new Set(chain)
    for (let next = above.get(id); next !== undefined && next !== id && !seen.has(next); next = above.get(next)) {
      chain.push(next)
      seen.add(next)
    }
    const closes = above.get(chain.at(-1) ?? id) === id
    if (!closes || inCircle.has(id)) return []
    for (const member of chain) inCircle.add(member)
    return [problemIn(file, { path, message: `this goes round in a circle: ${[...chain, id].join(' → ')}` })]
  })
}
