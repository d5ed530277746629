/** RSS 2.0 as the RSS Advisory Board's profile has it, with the content, Dublin Core, Atom and Media RSS namespaces. */
import { mapInSteps, type Steps } from '../lib/steps.ts'
import type { PublishedEntry, PublishedFeed } from '../model/published-feed.ts'
import { summaryIsWholeText } from './entry.ts'
import { type FeedParts, GENERATOR, iconOf, mediaType, rfc822Date, writtenLanguage } from './feed-text.ts'
import { feedLinks, historyNamespace } from './write-atom.ts'
import {
  documentParts,
  element,
  emptyElement,
  escapeText,
  htmlElement,
  optionalElement,
  plainText,
  textElement,
} from './xml.ts'

export const RSS_TYPE = 'application/rss+xml'

const NAMESPACES = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
}

export function* writeRss(feed: PublishedFeed): Steps<FeedParts> {
  const entries = yield* mapInSteps(feed.entries, rssItem)
  return documentParts(
    [
      { name: 'rss', attributes: { ...NAMESPACES, 'xmlns:fh': historyNamespace(feed) } },
      { name: 'channel', attributes: {} },
    ],
    [
      textElement('title', plainText(feed.title)),
      textElement('link', feed.home),
      // The element is required, and an empty one is a mistake to validators.
      textElement('description', escapeText(plainText(feed.subtitle ?? feed.title))),
      optionalElement('language', writtenLanguage(feed.language)),
      textElement('lastBuildDate', rfc822Date(feed.updatedAt)),
      textElement('generator', GENERATOR),
      ...feedLinks(feed, 'atom:link', RSS_TYPE),
      // Its title and link are those of the channel (RSS 2.0).
      element('image', {}, [
        textElement('url', iconOf(feed)),
        textElement('title', plainText(feed.title)),
        textElement('link', feed.home),
      ]),
    ],
    entries,
  )
}

const rssItem = (entry: PublishedEntry): string =>
  element('item', {}, [
    textElement('title', plainText(entry.title)),
    textElement('link', entry.link ?? entry.page),
    textElement('guid', entry.id, { isPermaLink: 'false' }),
    // Readers show it as a link to more about the story.
    optionalElement('comments', entry.about === null ? null : entry.page),
    textElement('pubDate', rfc822Date(entry.publishedAt)),
    // RSS's own author element wants an e-mail address.
    ...entry.authors.map((author) => textElement('dc:creator', plainText(author))),
    optionalElement('dc:language', writtenLanguage(entry.language)),
    // Programs read the id in its scheme; feed readers show the label.
    ...entry.categories.flatMap(({ term, scheme, label }) => [
      textElement('category', term, { domain: scheme }),
      optionalElement('category', label === null || label === term ? null : plainText(label)),
    ]),
    // A description is HTML: the plain text is escaped once for that, and once more for XML.
    optionalElement('description', escapeText(plainText(entry.summary))),
    htmlElement('content:encoded', summaryIsWholeText(entry) ? null : entry.html),
    enclosure(entry),
    entry.image === null ? '' : emptyElement('media:thumbnail', { url: entry.image }),
    optionalElement('dc:rights', entry.rights === null ? null : plainText(entry.rights)),
    textElement('source', plainText(entry.source.title), { url: entry.source.url }),
    ...entry.alternates.map(({ url, language, title, source }) =>
      emptyElement('atom:link', {
        rel: 'related',
        type: 'text/html',
        hreflang: writtenLanguage(language),
        title: plainText(`${source}: ${title}`),
        href: url,
      }),
    ),
  ])

/** The one enclosure that an item may have, which must have all three attributes; empty: none has them. */
const enclosure = ({ enclosures }: PublishedEntry): string => {
  const known = enclosures.find(({ type, length }) => mediaType(type) !== null && length !== null)
  if (known === undefined) return ''
  return emptyElement('enclosure', { url: known.url, length: String(known.length ?? 0), type: mediaType(known.type) })
}
