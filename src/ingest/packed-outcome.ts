import type { ReadArticle, Tags } from '../model/article.ts'
import type { SettledItem } from '../store/store.ts'
import { type PackedTags, packTags, unpackTags } from './packed-tags.ts'
import type { ReadOutcome } from './read-feed.ts'

type Untagged = Omit<ReadArticle, keyof Tags>
/** What was read, as it crosses from a reading thread: the tags of all articles together. */
export type PackedOutcome =
  | Extract<ReadOutcome, { ok: false }>
  | (Omit<Extract<ReadOutcome, { ok: true }>, 'items'> & {
      readonly items: readonly (Pick<SettledItem, 'key' | 'hash'> & { readonly article: Untagged | null })[]
      readonly tags: PackedTags
    })

export const packOutcome = (outcome: ReadOutcome): PackedOutcome => {
  if (!outcome.ok) return outcome
  const tags: Tags[] = []
  const items = outcome.items.map(({ key, hash, article }) => {
    if (article === null) return { key, hash, article }
    const { topics, entities, places, ...rest } = article
    tags.push({ topics, entities, places })
    return { key, hash, article: rest }
  })
  return { ...outcome, items, tags: packTags(tags) }
}

export const unpackOutcome = (packed: PackedOutcome): ReadOutcome => {
  if (!packed.ok) return packed
  const { tags, ...outcome } = packed
  const unpacked = unpackTags(tags).values()
  const items = outcome.items.map(({ key, hash, article }) => {
    if (article === null) return { key, hash, article }
    const own = unpacked.next().value
    if (own === undefined) throw new Error(`the tags of ${key} were lost between two threads`)
    return { key, hash, article: { ...article, ...own } }
  })
  return { ...outcome, items }
}
