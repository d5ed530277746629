import { parseFeed, parseOpml } from 'feedsmith'
import { type Client, type FeedSeen, keepingReader, readEach } from './reader.ts'

/** A parser that tells Atom, RSS and JSON Feed as each has it. */
export const feedsmith: Client = {
  name: 'feedsmith',
  missing: null,
  formats: ['atom', 'rss', 'json'],
  pages: ['atom', 'rss', 'json'],
  opml: true,
  learns: 1,
  open: async () => {
    const reader = {
      refresh: keepingReader(async (body) => seenIn(body), 'feedsmith'),
      importOpml: async (url: string) => {
        const { body } = parseOpml(await (await fetch(url)).text())
        return (body?.outlines ?? []).flatMap(({ xmlUrl }) => xmlUrl ?? [])
      },
    }
    return { ...reader, readAll: (list) => readEach(reader, list), close: async () => {} }
  },
}

/** Numbers and dates come as the feed writes them. */
const timeOf = (date: string | undefined): number | undefined => (date === undefined ? undefined : Date.parse(date))
const hrefOf = (links: readonly { readonly rel?: string; readonly href?: string }[] | undefined, rel: string): string | null =>
  links?.find((link) => link.rel === rel)?.href ?? null

const seenIn = (body: string): FeedSeen => {
  const { format, feed } = parseFeed(body)
  if (format === 'atom')
    return {
      title: feed.title?.value ?? '',
      next: hrefOf(feed.links, 'next'),
      entries: (feed.entries ?? []).map((entry) => ({
        id: entry.id ?? '',
        title: entry.title?.value ?? '',
        link: hrefOf(entry.links, 'alternate') ?? '',
        at: timeOf(entry.published),
        authors: (entry.authors ?? []).flatMap(({ name }) => name ?? []),
        categories: (entry.categories ?? []).flatMap(({ label }) => label ?? []),
        content: (entry.content ?? entry.summary)?.value ?? '',
        language: entry.xml?.lang,
        enclosures: (entry.links ?? []).filter(({ rel }) => rel === 'enclosure').flatMap(({ href }) => href ?? []),
      })),
    }
  if (format === 'rss')
    return {
      title: feed.title ?? '',
      next: hrefOf(feed.atom?.links, 'next'),
      entries: (feed.items ?? []).map((item) => ({
        id: item.guid?.value ?? '',
        title: item.title ?? '',
        link: item.link ?? '',
        at: timeOf(item.pubDate),
        authors: item.dc?.creators ?? [],
        categories: (item.categories ?? []).flatMap(({ name }) => name ?? []),
        content: item.content?.encoded ?? item.description ?? '',
        language: item.dc?.languages?.[0],
        enclosures: (item.enclosures ?? []).flatMap(({ url }) => url ?? []),
      })),
    }
  if (format === 'json')
    return {
      title: feed.title ?? '',
      next: feed.next_url ?? null,
      entries: (feed.items ?? []).map((item) => ({
        id: item.id ?? '',
        title: item.title ?? '',
        link: item.url ?? '',
        at: timeOf(item.date_published),
        authors: (item.authors ?? []).flatMap(({ name }) => name ?? []),
        categories: item.tags ?? [],
        content: item.content_html ?? item.content_text ?? '',
        language: item.language,
        enclosures: (item.attachments ?? []).flatMap(({ url }) => url ?? []),
      })),
    }
  throw new Error(`feedsmith took it for ${format}`)
}
