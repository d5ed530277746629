/** Atom 1.0 (RFC 4287), with RFC 5005 paging and archives, WebSub and Media RSS thumbnails. */
import { mapInSteps, type Steps } from '../lib/steps.ts'
import type { PublishedEntry, PublishedFeed } from '../model/published-feed.ts'
import { summaryIsWholeText } from './entry.ts'
import { type FeedParts, GENERATOR, iconOf, isoDate, mediaType, writtenLanguage } from './feed-text.ts'
import { documentParts, element, emptyElement, htmlElement, optionalElement, plainText, textElement } from './xml.ts'

export const ATOM_TYPE = 'application/atom+xml'

const NAMESPACES = {
  xmlns: 'http://www.w3.org/2005/Atom',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
}

export function* writeAtom(feed: PublishedFeed): Steps<FeedParts> {
  const entries = yield* mapInSteps(feed.entries, atomEntry)
  return documentParts(
    [
      {
        name: 'feed',
        attributes: {
          ...NAMESPACES,
          'xmlns:fh': historyNamespace(feed),
          'xmlns:at': tombstoneNamespace(feed),
          'xml:lang': xmlLang(feed.language),
        },
      },
    ],
    [
      textElement('id', feed.id),
      textElement('title', plainText(feed.title)),
      optionalElement('subtitle', feed.subtitle === null ? null : plainText(feed.subtitle)),
      textElement('updated', isoDate(feed.updatedAt)),
      // RFC 4287, 4.1.1: an entry without an author needs one here.
      `<author>${textElement('name', plainText(feed.service.title))}${textElement('uri', feed.service.url)}</author>`,
      emptyElement('link', { rel: 'alternate', type: 'text/html', href: feed.home }),
      ...feedLinks(feed, 'link'),
      textElement('icon', iconOf(feed)),
      textElement('logo', iconOf(feed)),
      textElement('generator', GENERATOR),
      ...feed.tombstones.map(({ id, at }) => emptyElement('at:deleted-entry', { ref: id, when: isoDate(at) })),
    ],
    entries,
  )
}

/** `self`, `hub`, pages and archives; RSS uses the same links with a prefix. */
export const feedLinks = (feed: PublishedFeed, name: string, type = ATOM_TYPE): readonly string[] => {
  const link = (rel: string, href: string | null) => (href === null ? '' : emptyElement(name, { rel, type, href }))
  return [
    link('self', feed.self),
    feed.hub === null ? '' : emptyElement(name, { rel: 'hub', href: feed.hub }),
    link('first', feed.first),
    link('next', feed.next),
    link('current', feed.archiveOf?.current ?? null),
    link('prev-archive', feed.previousArchive),
    link('next-archive', feed.nextArchive),
    feed.archiveOf === null ? '' : emptyElement('fh:archive', {}),
  ]
}

/** The namespace of RFC 5005, which only archive documents need; null for others. */
export const historyNamespace = ({ archiveOf }: PublishedFeed): string | null =>
  archiveOf === null ? null : 'http://purl.org/syndication/history/1.0'

/** RFC 6721: readers that have the entry delete it; readers that do not know the extension ignore it. */
const tombstoneNamespace = ({ tombstones }: PublishedFeed): string | null =>
  tombstones.length === 0 ? null : 'http://purl.org/atompub/tombstones/1.0'

const atomEntry = (entry: PublishedEntry): string =>
  element('entry', { 'xml:lang': xmlLang(entry.language) }, [
    textElement('id', entry.id),
    textElement('title', plainText(entry.title)),
    textElement('published', isoDate(entry.publishedAt)),
    textElement('updated', isoDate(entry.updatedAt)),
    ...authorsOf(entry).map((author) => `<author>${textElement('name', plainText(author))}</author>`),
    ...pageLinks(entry),
    ...entry.enclosures.map(({ url, type, length }) =>
      emptyElement('link', {
        rel: 'enclosure',
        type: mediaType(type),
        length: length === null ? null : String(length),
        href: url,
      }),
    ),
    ...entry.categories.map(({ term, scheme, label }) =>
      emptyElement('category', { term, scheme, label: label === null ? null : plainText(label) }),
    ),
    optionalElement('summary', summaryIsWholeText(entry) ? null : plainText(entry.summary), { type: 'text' }),
    htmlElement('content', entry.html, { type: 'html' }),
    entry.image === null ? '' : emptyElement('media:thumbnail', { url: entry.image }),
    optionalElement('rights', entry.rights === null ? null : plainText(entry.rights)),
    atomSource(entry),
  ])

/** RFC 4287, 4.2.1: an entry without an author inherits that of the feed. That would be us, so the publisher is named. */
const authorsOf = ({ authors, source }: PublishedEntry): readonly string[] => (authors.length > 0 ? authors : [source.title])

/**
 * RFC 4287, 4.1.2 allows one alternate per type and language. So the first article in a language is an alternate, and further
 * articles in that language are related pages, as is our own page about the story.
 */
const pageLinks = ({ link, page, language, title, alternates }: PublishedEntry): readonly string[] => {
  const languages = new Set([language])
  const links = [
    emptyElement('link', { rel: 'alternate', type: 'text/html', hreflang: writtenLanguage(language), href: link ?? page }),
  ]
  if (link !== null)
    links.push(emptyElement('link', { rel: 'related', type: 'text/html', title: plainText(title), href: page }))
  for (const other of alternates) {
    const rel = languages.has(other.language) ? 'related' : 'alternate'
    languages.add(other.language)
    const named = plainText(`${other.source}: ${other.title}`)
    links.push(
      emptyElement('link', {
        rel,
        type: 'text/html',
        hreflang: writtenLanguage(other.language),
        title: named,
        href: other.url,
      }),
    )
  }
  // Python's feedparser takes the last alternate as the entry's own page, others take the first. So the link is repeated without
  // type and language, which is a different combination, as the RFC requires.
  if (languages.size > 1) links.push(emptyElement('link', { rel: 'alternate', href: link ?? page }))
  return links
}

/** XML 1.0, 2.12: an empty value removes the inherited language. */
const xmlLang = (language: string): string => writtenLanguage(language) ?? ''

/** RFC 4287, 4.2.11. `updated` is that of the entry: the source's own date would change bytes without a new article. */
const atomSource = ({ source, updatedAt }: PublishedEntry): string =>
  [
    '<source>',
    textElement('id', source.url),
    textElement('title', plainText(source.title)),
    textElement('updated', isoDate(updatedAt)),
    emptyElement('link', { rel: 'self', href: source.url }),
    source.site === null ? '' : emptyElement('link', { rel: 'alternate', type: 'text/html', href: source.site }),
    '</source>',
  ].join('')
