import Parser from 'rss-parser'
import { joinUrl } from '../lib/url.ts'
import type { ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { DateHints } from './dates/date-parts.ts'
import { readDate } from './dates/read-date.ts'

type FallbackReading = Pick<ParsedFeed, 'title' | 'link' | 'description' | 'language' | 'items'>

/** An item as rss-parser returns it; the values are not always of the types that it declares. */
type ForeignItem = Readonly<Partial<Record<string, unknown>>>

const str = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

type Limits = { readonly url: string; readonly maxItems: number; readonly hints: DateHints }

/**
 * Reads a document with rss-parser, the most used parser on npm, where ours finds no items: each success shows a fault of our parser. A new
 * instance for each document, since an instance keeps errors. Null: it finds no items either.
 */
export const readWithFallbackParser = async (
  text: string,
  { url, maxItems, hints }: Limits,
): Promise<FallbackReading | null> => {
  try {
    const feed = await new Parser().parseString(text)
    const items = (feed.items as readonly ForeignItem[]).slice(0, maxItems).map((item) => toItem(item, url, hints))
    if (items.length === 0) return null
    const link = str(feed.link)
    const language = str((feed as ForeignItem)['language'])
    return {
      title: str(feed.title),
      link: link === null ? null : joinUrl(url, link),
      description: str(feed.description),
      language,
      items,
    }
  } catch {
    return null // It throws on whatever it can't read; that we can't either is already known.
  }
}

const toItem = (item: ForeignItem, url: string, hints: DateHints): ParsedItem => {
  const link = str(item['link'])
  const author = str(item['creator']) ?? str(item['author'])
  return {
    id: str(item['guid']) ?? str(item['id']),
    title: str(item['title']),
    link: link === null ? null : joinUrl(url, link),
    originalLink: null,
    published: readDate(str(item['isoDate']) ?? str(item['pubDate']) ?? '', hints),
    updated: null,
    summary: str(item['summary']) ?? str(item['content']),
    content: str(item['content:encoded']) ?? str(item['content']),
    language: null,
    rights: null,
    comments: str(item['comments']),
    authors: author === null ? [] : [{ name: author, email: null, url: null }],
    categories: [],
    enclosures: [],
    image: null,
    source: null,
  }
}
