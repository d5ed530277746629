/** The tags one of which an article must have to meet a filter, on every engine. */
import type { Filter } from '../model/filter.ts'

export type TagFilter = Extract<Filter, { kind: 'topic' | 'entity' | 'place' | 'language' | 'source' | 'country' }>

/** The numbers of tags one of which every matching article has; null: an article without such tags may match too. `numbersOf`: the tag numbers
 * of one part. */
export const tagsFor = (filter: Filter, numbersOf: (filter: TagFilter) => readonly number[]): readonly number[] | null => {
  switch (filter.kind) {
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
    case 'source':
    case 'country':
      return numbersOf(filter)
    case 'or': {
      const parts = filter.of.map((part) => tagsFor(part, numbersOf))
      return parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
    }
    case 'and':
    case 'everything':
    case 'not':
    case 'text':
    case 'kind':
    case 'affair':
    case 'missing':
    case 'origins':
    case 'like':
    case 'regex':
    case 'changed':
    case 'after':
    case 'before':
      return null
  }
}
