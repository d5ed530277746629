/** News sitemaps (https://www.sitemaps.org/protocol.html, with Google's extension for news), for sites without a feed. */
import type { ParsedFeed, ParsedItem } from '../../model/parsed-item.ts'
import { CAPS, type Warnings } from '../caps.ts'
import type { DateHints } from '../dates/date-parts.ts'
import { readDate } from '../dates/read-date.ts'
import { joinUrl } from '../../lib/url.ts'
import { escapeText } from '../xml/markup.ts'
import { readTags, type Tag } from '../xml/read-tags.ts'
import { UNSTATED } from '../unstated.ts'

/** The start of a sitemap: its root, after only declarations, processing instructions and comments. */
const START = /^(?:\s|<\?[^>]{0,2000}>|<!--[^>]{0,2000}-->|<!DOCTYPE[^>]{0,2000}>)*<(?:\w+:)?(?:urlset|sitemapindex)[\s>/]/i
export const isSitemap = (text: string): boolean => START.test(text.slice(0, 8_192))

export type SitemapReading = {
  readonly reading: Omit<ParsedFeed, 'encoding' | 'warnings'>
  /** The innermost open element at the end of a truncated document; null: it is complete. */
  readonly truncatedIn: string | null
  /** What the document contains in place of news, in words; null: it has news, or nothing. */
  readonly unread: string | null
}

type Limits = { readonly url: string; readonly maxItems: number; readonly hints: DateHints }

/**
 * Reads the pages of a sitemap that have a title (`news:title`); a page without one would have to be fetched, and is left out. Several
 * concatenated sitemaps are read as one: a poll appends those of an index to it.
 */
export const readSitemap = (text: string, { url, maxItems, hints }: Limits, warnings: Warnings): SitemapReading => {
  const items: ParsedItem[] = []
  let publication: Entry | null = null
  let untitled = 0
  const reader = readEntries(text, warnings, (kind, entry) => {
    if (kind !== 'url') return
    if (entry.get('title') === undefined || entry.get('loc') === undefined) untitled += 1
    else if (items.length >= maxItems) warnings.add(`cut at ${maxItems} items`)
    else items.push(itemOf(entry, url, hints))
    publication ??= entry.get('publication') === undefined ? null : entry
  })
  const format = reader.isIndex ? 'sitemapindex' : 'sitemap'
  return {
    reading: { ...UNSTATED, ...factsOf(publication, url), format, items },
    truncatedIn: reader.truncatedIn,
    unread: items.length > 0 ? null : unreadOf(reader, untitled),
  }
}

export type ListedSitemap = { readonly url: string; readonly lastModified: number }

/** The sitemaps that an index lists, in its order, at most 50,000; `lastModified` is 0 where the index gives none. */
export const sitemapsIn = (text: string, url: string, warnings: Warnings): readonly ListedSitemap[] => {
  const found: ListedSitemap[] = []
  readEntries(text, warnings, (kind, entry) => {
    const loc = entry.get('loc')
    if (kind !== 'sitemap' || loc === undefined || found.length >= MOST_SITEMAPS) return
    found.push({ url: joinUrl(url, loc), lastModified: readDate(entry.get('lastmod') ?? '') ?? 0 })
  })
  return found
}
const MOST_SITEMAPS = 50_000

const unreadOf = ({ isIndex, sitemaps }: Entries, untitled: number): string | null => {
  // The index is empty, or none of its sitemaps has changed.
  if (isIndex && sitemaps === 0) return null
  if (untitled > 0) return `a sitemap of ${untitled} pages without news:title, which only news sitemaps have`
  return sitemaps > 0 ? `a sitemap index of ${sitemaps} sitemaps without news` : null
}

/** The first text of each field of one `url` or `sitemap`. */
type Entry = ReadonlyMap<string, string>
type Entries = { readonly isIndex: boolean; readonly sitemaps: number; readonly truncatedIn: string | null }

/** Fields by parent and element name, without prefixes, which differ between documents. */
const FIELDS: Readonly<Record<string, string>> = {
  'url loc': 'loc',
  'sitemap loc': 'loc',
  'sitemap lastmod': 'lastmod',
  'news title': 'title',
  'news publication_date': 'published',
  'news keywords': 'keywords',
  'publication name': 'publication',
  'publication language': 'language',
  'image loc': 'image',
}
const ROOTS = new Set(['urlset', 'sitemapindex'])
const ENTRIES = new Set(['url', 'sitemap'])
const DEEPEST = 20

const readEntries = (text: string, warnings: Warnings, onEntry: (kind: string, entry: Entry) => void): Entries => {
  const open: string[] = []
  let entry = new Map<string, string>()
  let field: string | undefined
  let isIndex = false
  let sitemaps = 0
  const close = (name: string): void => {
    field = undefined
    if (!open.includes(name)) return
    while (open.pop() !== name);
    if (!ENTRIES.has(name)) return
    if (name === 'sitemap') sitemaps += 1
    onEntry(name, entry)
    entry = new Map()
  }
  const reader = {
    done: false,
    wantsText: () => field !== undefined,
    text(value: string) {
      if (field === undefined) return
      const before = entry.get(field) ?? ''
      const room = CAPS.shortText - before.length
      // Cut before joining: a text may come in millions of pieces, and joining each would copy the whole.
      if (room > 0) entry.set(field, before + value.slice(0, room))
    },
    open({ name, selfClosing }: Tag) {
      const local = localName(name)
      if (local === 'sitemapindex') isIndex = true
      const key = FIELDS[`${open.at(-1) ?? ''} ${local}`]
      // A second picture or title must not be appended to the first.
      field = selfClosing || key === undefined || (entry.get(key) ?? '').trim() !== '' ? undefined : key
      if (!selfClosing && open.length < DEEPEST) open.push(local)
    },
    close: (name: string) => close(localName(name)),
  }
  readTags(text, reader, warnings)
  return { isIndex, sitemaps, truncatedIn: open.find((name) => ROOTS.has(name)) === undefined ? null : (open.at(-1) ?? null) }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase()

const textIn = (entry: Entry | null, field: string): string | null => entry?.get(field)?.trim() || null

const itemOf = (entry: Entry, url: string, hints: DateHints): ParsedItem => {
  const link = joinUrl(url, textIn(entry, 'loc') ?? '')
  const image = textIn(entry, 'image')
  return {
    id: link,
    title: escapeText(textIn(entry, 'title') ?? ''),
    link,
    originalLink: null,
    published: readDate(textIn(entry, 'published') ?? '', hints),
    // `lastmod` is not used: it changes with a page's layout too.
    updated: null,
    summary: null,
    content: null,
    language: textIn(entry, 'language'),
    rights: null,
    comments: null,
    authors: [],
    categories: keywordsOf(textIn(entry, 'keywords') ?? ''),
    enclosures: [],
    image: image === null ? null : joinUrl(url, image),
    source: null,
  }
}

const keywordsOf = (text: string): ParsedItem['categories'] =>
  [...new Set(text.split(/[,;،、，]+/).map((word) => word.trim()))]
    .filter((word) => word !== '')
    .slice(0, CAPS.categories)
    .map((term) => ({ term, scheme: null, label: null }))

const factsOf = (publication: Entry | null, url: string): Pick<ParsedFeed, 'title' | 'link' | 'language'> => {
  const name = textIn(publication, 'publication')
  return {
    title: name === null ? null : escapeText(name),
    link: URL.parse(url)?.origin ?? null,
    language: textIn(publication, 'language'),
  }
}
