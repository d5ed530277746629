import type { Tags } from '../../model/article.ts'
import { unpackList } from './article-rows.ts'
import type { TagNames } from './tag-names.ts'
import { unpackTagRecord } from './tag-record.ts'

type Tagged = Tags & { readonly language: string }

/** Numbers of everything an article is found by: topics, entities, places, its language, the sources that published it. */
export const tagNumbersOf = (names: TagNames, article: Tagged, sources: readonly number[]): ReadonlySet<number> =>
  new Set([
    ...sources,
    names.intern('language', article.language),
    ...article.topics.map(({ id }) => names.intern('topic', id)),
    ...article.entities.map(({ id }) => names.intern('entity', id)),
    ...article.places.map(({ id }) => names.intern('place', id)),
  ])

/** Columns of `article` and `content` that say what an article is found by. */
export type TaggedRow = {
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly tags: string | null
}

export const heldTagNumbers = (names: TagNames, { source, also_in, language, tags }: TaggedRow): ReadonlySet<number> =>
  tagNumbersOf(names, { ...unpackTagRecord(tags), language }, [source, ...unpackList<number>(also_in)])
