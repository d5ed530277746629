import { nearestWord } from '../../lib/nearest-word.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { SourceId, TopicId } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import type { Topic } from '../../model/taxonomy.ts'
import { parseCursor } from '../../publish/cursor.ts'
import type { Cursor } from '../../store/store.ts'
import { HttpError } from '../http/http-error.ts'

const indexes = new WeakMap<Configuration, ReadonlyMap<SourceId, Source>>()

/** Null: the source has left the configuration; its articles are still there. */
export const sourceOf = (configuration: Configuration, id: SourceId): Source | null => {
  const index = indexes.get(configuration) ?? new Map(configuration.sources.map((source) => [source.id, source]))
  indexes.set(configuration, index)
  return index.get(id) ?? null
}

export const sourceName = (configuration: Configuration, id: SourceId): string => sourceOf(configuration, id)?.name ?? id

/** The topic and all below it, at whatever depth. */
export const expandTopic = (id: TopicId, topics: readonly Topic[]): readonly TopicId[] => {
  const found = new Set([id])
  // A set keeps growing while it is walked, so this reaches every depth and ends on a cycle.
  for (const known of found) for (const { id: child, parent } of topics) if (parent === known) found.add(child)
  return [...found]
}

/** ` Did you mean “x”?`, or nothing. */
export const didYouMean = (written: string, known: Iterable<string>): string => {
  const nearest = written.length > 100 ? null : nearestWord(written, known)
  return nearest === null ? '' : ` Did you mean “${nearest}”?`
}

/** `?before=`: the position that paging goes on from. */
export const positionOf = (query: URLSearchParams): Cursor | null => {
  const text = query.get('before')
  if (text === null || text === '') return null
  const cursor = parseCursor(text)
  if (cursor === null)
    throw new HttpError(400, 'before must be a position from a “next” link, or a date such as 2026-11-24.', {
      extra: { parameter: 'before' },
      localized: { key: 'refusal.cursor' },
    })
  return cursor
}
