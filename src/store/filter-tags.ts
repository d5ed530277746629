/** The tags any of which an article must carry to meet a filter. The same on every engine. */
import type { Filter } from '../model/filter.ts'

export type TagFilter = Extract<Filter, { readonly anyOf: unknown }>

/** Null: articles without such a tag may meet the filter too. `numbersOf`: numbers of the tags any of which will do. */
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
    case 'regex':
    case 'after':
    case 'before':
      return null
  }
}
