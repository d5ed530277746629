import type { ConfigProblem } from '../model/configuration.ts'
import type { ConfigFiles } from './files.ts'
import { problemIn, unknownWord } from './problems.ts'
import type { FileReading } from './read-file.ts'
import { type Reference, type ReferenceKind, referencesIn } from './references.ts'

/** Ids that no longer exist: those that layers remove, and those that are still referred to. */
export type GoneIds = Readonly<Record<'topic' | 'entity' | 'place' | 'source', ReadonlySet<string>>>

type Unknown = {
  /** References that are mistakes. */
  readonly mistaken: readonly ConfigProblem[]
  readonly gone: GoneIds
  /** What is switched off because of `gone`, one message per file and kind. */
  readonly notes: readonly ConfigProblem[]
}

/** The ids that exist; null where the file that defines them can't be read, so that one mistake isn't reported a hundred times. */
type Known = ReadonlySet<string> | null

/**
 * Sorts references to ids that do not exist. An id that a layer removes, or that several files name, is taken to have existed: what refers to it
 * is switched off. An id that only one file names is a mistake, unless most topics that the files name are gone: then the topics have
 * been replaced as a whole.
 */
export const unknownReferences = (files: ConfigFiles, countries: ReadonlySet<string>): Unknown => {
  const known = knownIds(files, countries)
  const references = referencesIn(files)
  const unknown = references.filter(({ kind, id }) => known[kind]?.has(id) === false)
  const removed = new Set([files.topics, files.entities, files.places, files.sources].flatMap(({ gone }) => [...gone]))
  const namedBy = filesNaming(references)
  const wasThere = ({ id, kind }: Reference): boolean =>
    kind !== 'country' && (removed.has(id) || (namedBy.get(id)?.size ?? 0) > 1)
  const isReplaced = isTreeReplaced(references, unknown.filter(wasThere))
  const isGone = (one: Reference): boolean => wasThere(one) || (isReplaced && (one.kind === 'topic' || one.kind === 'named'))
  const left = unknown.filter(isGone)
  const goneOf = (kind: ReferenceKind, { gone }: FileReading<unknown>): ReadonlySet<string> =>
    new Set([...gone, ...left.flatMap((one) => (one.kind === kind ? [one.id] : []))])
  return {
    mistaken: unknown
      // References in filters are reported where filters are parsed.
      .filter((reference) => !isGone(reference) && reference.inFilter === undefined)
      .map(({ file, kind, id, path, part }) =>
        problemIn(file, { path, part: part ?? 'value', message: unknownWord(CALLED[kind], id, known[kind] ?? []) }),
      ),
    gone: {
      topic: goneOf('topic', files.topics),
      entity: goneOf('entity', files.entities),
      place: goneOf('place', files.places),
      source: goneOf('source', files.sources),
    },
    // No note about an entry that a layer removes on purpose.
    notes: notesOn(left.filter(({ id, inFilter }) => !removed.has(id) && inFilter === undefined)),
  }
}

const CALLED: Readonly<Record<ReferenceKind, string>> = {
  topic: 'topic',
  entity: 'entity',
  place: 'place',
  source: 'source',
  country: 'country',
  named: 'entity, kind or topic',
}

const knownIds = ({ topics, entities, places, sources }: ConfigFiles, countries: ReadonlySet<string>) => {
  const listed = entities.value?.entities ?? []
  const kinds = listed.map(({ kind }) => kind)
  return {
    topic: idsOf(topics, topics.value?.topics ?? []),
    entity: idsOf(entities, listed),
    place: idsOf(places, places.value?.places ?? [], countries),
    source: idsOf(sources, sources.value?.sources ?? []),
    country: countries,
    named: idsOf(entities, [...listed, ...(topics.value?.topics ?? [])], kinds),
  } satisfies Record<ReferenceKind, Known>
}

const idsOf = (
  file: { readonly value: unknown; readonly problems: readonly unknown[] },
  entries: readonly { readonly id: string }[],
  others: Iterable<string> = [],
): Known => (file.value === null && file.problems.length > 0 ? null : new Set([...others, ...entries.map(({ id }) => id)]))

const filesNaming = (references: readonly Reference[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const naming = new Map<string, Set<string>>()
  for (const { id, file } of references) {
    const names = naming.get(id) ?? new Set()
    naming.set(id, names.add(file.name))
  }
  return naming
}

const isTreeReplaced = (references: readonly Reference[], left: readonly Reference[]): boolean => {
  const topics = (all: readonly Reference[]): number =>
    new Set(all.flatMap(({ kind, id }) => (kind === 'topic' ? [id] : []))).size
  return topics(left) * 2 > topics(references)
}

/** One message per file and kind. The lexicons count as one file: otherwise a topic that is gone would be reported once per language. */
const notesOn = (left: readonly Reference[]): readonly ConfigProblem[] => {
  const groups = Map.groupBy(left, ({ file, kind }) => `${file.name.replace(/\/.*/, '')} ${kind}`)
  return [...groups.values()].flatMap((references) => {
    const [first] = references
    if (first === undefined) return []
    const ids = [...new Set(references.map(({ id }) => id))]
    const files = new Set(references.map(({ file }) => file.name)).size
    const named = `${ids.slice(0, MOST_NAMED).join(', ')}${ids.length > MOST_NAMED ? ', …' : ''}`
    const message =
      `switched off: ${references.length === 1 ? 'one reference' : `${references.length} references`}${files > 1 ? ` in ${files} files` : ''} ` +
      `to what does not exist (${CALLED[first.kind]} ${named})`
    return [problemIn(first.file, { path: first.path, part: first.part ?? 'value', message })]
  })
}
const MOST_NAMED = 5
