import type { ConfigProblem } from '../model/configuration.ts'
import { contradictions } from './corrections.ts'
import type { ConfigFiles } from './files.ts'
import { type LocatedFile, placeIn, problemIn } from './problems.ts'
import { type GoneIds, unknownReferences } from './unknown-references.ts'
import type { ValuePath } from './yaml-text.ts'

type Entry = { readonly id: string }

/** Finds mistakes that no file shows by itself: ids used twice, references to ids that don't exist, circles. */
export const crossCheck = (files: ConfigFiles, countries: ReadonlySet<string>): CrossCheck => {
  const { sources, topics, entities, places, feeds, alerts, digests } = files
  const list = {
    topics: topics.value?.topics ?? [],
    entities: entities.value?.entities ?? [],
    places: places.value?.places ?? [],
    feeds: feeds.value?.feeds ?? [],
  }
  const { mistaken, ...switchedOff } = unknownReferences(files, countries)
  return {
    ...switchedOff,
    problems: [
      ...duplicates(sources, 'sources', sources.value?.sources ?? []),
      ...duplicates(topics, 'topics', list.topics),
      ...duplicates(entities, 'entities', list.entities),
      ...duplicates(entities, 'roles', entities.value?.roles ?? []),
      ...duplicates(places, 'places', list.places),
      ...duplicates(feeds, 'feeds', list.feeds),
      ...duplicates(alerts, 'alerts', alerts.value?.alerts ?? []),
      ...duplicates(digests, 'digests', digests.value?.digests ?? []),
      ...privateAll(feeds, list.feeds),
      ...untranslated(feeds, list.feeds, files.service.value?.translation?.to ?? []),
      ...mistaken,
      ...circles(topics, linksOf('topics', 'parent', list.topics)),
      ...circles(entities, linksOf('entities', 'parent', list.entities)),
      ...circles(places, linksOf('places', 'within', list.places)),
      ...files.lexicons.flatMap(misnamed),
      ...contradictions(files.corrections),
    ],
  }
}

/** `gone`: ids that no longer exist but are referred to; `notes`: what is switched off because of them. */
type CrossCheck = {
  readonly problems: readonly ConfigProblem[]
  readonly gone: GoneIds
  readonly notes: readonly ConfigProblem[]
}

/** Feeds with `translate` set to a language into which nothing is translated. */
const untranslated = (
  file: LocatedFile,
  feeds: readonly { readonly translate?: string | undefined }[],
  made: readonly string[],
) =>
  feeds.flatMap(({ translate }, at) =>
    translate === undefined || made.includes(translate)
      ? []
      : [
          problemIn(file, {
            path: ['feeds', at, 'translate'],
            message: `translation.to in polywire.yaml does not name ${translate}`,
          }),
        ],
  )

/** The feeds `field` and `all` must not be private: pages and searches offer their own parts of them. */
const privateAll = (file: LocatedFile, feeds: readonly { readonly id: string; readonly private?: boolean | undefined }[]) =>
  feeds.flatMap((feed, at) =>
    (feed.id === 'all' || feed.id === 'field') && feed.private === true
      ? [
          problemIn(file, {
            path: ['feeds', at, 'private'],
            message: `the feed "${feed.id}" is what pages and searches offer, so it is open; make a private feed of another id`,
          }),
        ]
      : [],
  )

const misnamed = (lexicon: ConfigFiles['lexicons'][number]): readonly ConfigProblem[] => {
  const expected = lexicon.name.replace(/^lexicon\/|\.yaml$/g, '')
  if (lexicon.value === null || lexicon.value.language === expected) return []
  const message = `the file is named for "${expected}" but its language is "${lexicon.value.language}"`
  return [problemIn(lexicon, { path: ['language'], message })]
}

const duplicates = (file: LocatedFile, list: string, entries: readonly Entry[]): readonly ConfigProblem[] => {
  const first = new Map<string, number>()
  return entries.flatMap(({ id }, index) => {
    if (id === '') return []
    const before = first.get(id)
    if (before === undefined) {
      first.set(id, index)
      return []
    }
    const message = `the id "${id}" is already used at ${placeIn(file, [list, before, 'id'])}`
    return [problemIn(file, { path: [list, index, 'id'], message })]
  })
}

const linksOf = <Step extends 'parent' | 'within'>(
  list: string,
  step: Step,
  entries: readonly (Entry & { readonly [Key in Step]?: string | undefined })[],
): readonly Link[] => entries.map((entry, at) => ({ id: entry.id, above: entry[step], path: [list, at, step] }))

type Link = { readonly id: string; readonly above: string | undefined; readonly path: ValuePath }

/** Reports each circle once, at its first member in the file. */
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
