import Parser from 'rss-parser'
import { type Client, keepingReader } from './reader.ts'

type More = { readonly author?: string; readonly id?: string; readonly language?: string; readonly 'content:encoded'?: string }

/** The parser that most programs in JavaScript use: RSS and Atom; it finds the next page of RSS only. */
export const rssParser: Client = {
  name: 'rss-parser',
  missing: null,
  formats: ['atom', 'rss'],
  pages: ['rss'],
  opml: false,
  learns: 1,
  open: async () => {
    const parser = new Parser<object, More>({ customFields: { item: [['dc:language', 'language'] as never] } })
    return {
      refresh: keepingReader(async (body) => {
        const feed = await parser.parseString(body)
        return {
          title: feed.title ?? '',
          next: feed.paginationLinks?.next ?? null,
          entries: feed.items.map((item) => ({
            id: item.guid ?? item.id ?? '',
            title: item.title ?? '',
            link: item.link ?? '',
            at: Date.parse(item.pubDate ?? ''),
            authors: [item.creator ?? item.author ?? []].flat(),
            categories: item.categories?.map((category: unknown) =>
              typeof category === 'string' ? category : String((category as { readonly _?: unknown })._),
            ),
            content: item['content:encoded'] ?? item.content ?? item.summary,
            language: item.language,
            enclosures: item.enclosure === undefined ? undefined : [item.enclosure.url],
          })),
        }
      }, 'rss-parser'),
      importOpml: async () => [],
      readAll: async () => new Map(),
      close: async () => {},
    }
  },
}
