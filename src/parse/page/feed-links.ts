import { joinUrl } from '../../lib/url.ts'
import { parseWithin } from '../../text/html/parse-within.ts'
import { PAGE_BOUNDS } from './page-tree.ts'

export type FeedLink = { readonly url: string; readonly title: string | null }

const FEED_TYPES = /^application\/(?:rss\+xml|atom\+xml|feed\+json|rdf\+xml|xml|json)|^text\/xml/i
/** Addresses of links in a page's body that lead to feeds: `/rss`, `/feed/`, `/news.rss`, `/atom.xml`, `?feed=rss2`. */
const FEED_NAME = /(?:^|[/._-])(?:rss|feed|feeds|atom|rdf)(?:[/._-]?(?:xml|json|rss2?))?\/?$/i
const IN_FEED_FOLDER = /\/(?:rss|feeds?)\//i
const FEED_FILE = /\.(?:xml|json|rss)$/i
const FEED_QUERY = /[?&]feed=\w+$/
const isFeedAddress = (href: string): boolean => {
  const [path = ''] = href.split(/[?#]/, 1)
  return (
    FEED_NAME.test(path) || FEED_NAME.test(href) || FEED_QUERY.test(href) || (IN_FEED_FOLDER.test(path) && FEED_FILE.test(path))
  )
}
/** Addresses of no feed, although their type is that of one: WordPress and others serve data of pages there. */
const NO_FEED = /\/wp-json\/|oembed|opensearch|manifest\.json|sitemap/i

/** The most feeds of a page: bulletin boards link to one for each thread. */
const MOST = 30

/** The feeds of a page: first those of its head (`rel="alternate"`), then those that its links lead to; each address once. */
export const feedLinks = (html: string, url: string): readonly FeedLink[] => {
  const declared = new Map<string, FeedLink>()
  const linked = new Map<string, FeedLink>()
  let base = url
  const take = (into: Map<string, FeedLink>, href: string, title: string | undefined): void => {
    const address = joinUrl(base, href.replace(/^feed:(?:\/\/)?(?=https?:)/i, ''))
    if (!/^https?:\/\//i.test(address) || NO_FEED.test(address) || into.has(address)) return
    into.set(address, { url: address, title: title?.trim() || null })
  }
  parseWithin(html, PAGE_BOUNDS, {
    onopentag: (name, attributes) => {
      const href = attributes['href'] ?? ''
      if (name === 'base' && href !== '') base = joinUrl(url, href)
      if (name === 'link' && isFeedLink(attributes)) take(declared, href, attributes['title'])
      if (name === 'a' && isFeedAddress(href)) take(linked, href, attributes['title'])
    },
  })
  return [...new Map([...declared, ...linked, ...declared]).values()].slice(0, MOST)
}

/** Are these the attributes of a feed's link? `<link rel="alternate" type="application/rss+xml" href="…">` */
export const isFeedLink = (attributes: Readonly<Record<string, string>>): boolean =>
  /(?:^|\s)(?:alternate|feed)(?:\s|$)/i.test(attributes['rel'] ?? '') &&
  FEED_TYPES.test(attributes['type'] ?? '') &&
  (attributes['href'] ?? '') !== ''
