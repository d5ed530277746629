import type { Instant } from '../model/ids.ts'
import type { ParsedItem } from '../model/parsed-item.ts'
import { describeFailure } from '../model/source.ts'
import type { ParseResult } from './read-document.ts'

/** One line of `polywire lab parse`: the parse stage's own view, with dates in ISO 8601. */
export const documentView = (file: string, result: ParseResult): object => {
  if (!result.ok) return { file, ok: false, failure: { ...result.failure, message: describeFailure(result.failure) } }
  const { feed } = result
  return {
    file,
    ok: true,
    format: feed.format,
    encoding: feed.encoding,
    feed: {
      id: feed.id,
      title: feed.title,
      link: feed.link,
      description: feed.description,
      language: feed.language,
      rights: feed.rights,
      published: isoDate(feed.published),
      updated: isoDate(feed.updated),
      authors: feed.authors,
      categories: feed.categories,
      image: feed.image,
      generator: feed.generator,
    },
    items: feed.items.map(itemView),
    ...(feed.readByFallback ? { readByFallback: true } : {}),
    ...(feed.warnings.length > 0 ? { warnings: feed.warnings } : {}),
  }
}

const itemView = (item: ParsedItem): object => ({
  ...item,
  published: isoDate(item.published),
  updated: isoDate(item.updated),
})

const isoDate = (instant: Instant | null): string | null => (instant === null ? null : new Date(instant).toISOString())
