import type { ParsedItem } from '../../model/parsed-item.ts'
import { CAPS } from '../caps.ts'
import type { DateHints } from '../dates/date-parts.ts'
import { readDate } from '../dates/read-date.ts'
import { attribute, type Children, childrenOf, firstOf, nonEmptyText, type XmlElement } from '../xml/element.ts'
import { languageOfText, readContent, readText } from './content.ts'
import { readCategories } from './categories.ts'
import { dateOf } from './dates.ts'
import {
  absolute,
  alternateOf,
  hrefOf,
  linkBehind,
  linksOf,
  permalink,
  plainLink,
  urlIn,
  webAddress,
  readEnclosures,
  readItemImage,
} from './links.ts'
import { ITEM_AUTHORS, readPeople } from './people.ts'

// Each list begins with the most reliable element: the format's own, then those of modules.
const TITLE = ['atom:title', 'title', 'dc:title', 'media:title', 'itunes:title']
const ID = ['guid', 'atom:id', 'id']
const PUBLISHED = [
  'atom:published',
  'atom:issued',
  'pubdate',
  'published',
  'dcterms:issued',
  'dcterms:available',
  'atom:created',
  'dcterms:created',
  'date',
]
const UPDATED = ['atom:updated', 'atom:modified', 'updated', 'dcterms:modified', 'lastbuilddate']
const RIGHTS = ['atom:rights', 'atom:copyright', 'copyright', 'rights', 'dc:rights', 'dcterms:rights', 'media:copyright']
const LANGUAGE = ['dc:language', 'language']

export type ItemContext = { readonly url: string; readonly hints: DateHints }

export const mapItem = (element: XmlElement, { url, hints }: ItemContext): ParsedItem => {
  const children = childrenOf(element)
  const enclosures = readEnclosures(children)
  const id = shortText(children, ID) ?? nonBlank(attribute(element, 'about')) ?? shortText(children, ['dc:identifier'])
  const link = linkOf(element, children, id)
  const originalLink = linkBehind(children)
  // Without xml:base, relative references are resolved against the item's page, for which its markup was written.
  const baseOf = (text: XmlElement): string => (text.base === url ? (originalLink ?? link ?? url) : text.base)
  const date = (names: readonly string[]): number | null => dateOf(children, names, hints)
  // Dublin Core's `date` may be the date of publication or of the last change: it stands in for either.
  const dublinCore = date(['dc:date', 'dcterms:date'])
  const modified = readDate(attribute(element, 'lastmod') ?? '', hints)
  return {
    id,
    title: cap(firstOf(children, TITLE, readText)),
    link,
    originalLink,
    published: date(PUBLISHED) ?? dublinCore,
    updated: date(UPDATED) ?? dublinCore ?? modified,
    ...readContent(children, baseOf),
    language: shortText(children, LANGUAGE) ?? textLanguage(children, element),
    rights: cap(firstOf(children, RIGHTS, readText)),
    comments: firstOf(children, ['comments'], urlIn) ?? hrefOf(linksOf(children, 'replies')[0]),
    authors: authorsOf(children),
    categories: readCategories(children),
    enclosures,
    image: readItemImage(children, enclosures),
    source: sourceOf(children),
  }
}

const nonBlank = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim())
const cap = (text: string | null): string | null => (text === null ? null : text.slice(0, CAPS.shortText))
const shortText = (children: Children, names: readonly string[]): string | null => cap(firstOf(children, names, nonEmptyText))

const linkOf = (element: XmlElement, children: Children, id: string | null): string | null =>
  plainLink(children) ??
  alternateOf(children) ??
  absolute(element, attribute(element, 'href')) ??
  firstOf(children, ['a'], (anchor) => absolute(anchor, attribute(anchor, 'href'))) ??
  permalink(children) ??
  webAddress(attribute(element, 'about')) ??
  (children.has('atom:id') ? webAddress(id) : null)

const textLanguage = (children: Children, element: XmlElement): string | null => {
  const language = languageOfText(children, TITLE)
  return language === undefined ? element.language : language
}

const SOURCES = ['atom:source', 'source']

/** The item's authors; an entry without any has those of its source (RFC 4287, section 4.2.1). */
const authorsOf = (children: Children): ParsedItem['authors'] => {
  const own = readPeople(children, ITEM_AUTHORS)
  if (own.length > 0) return own
  return (
    firstOf(children, ['atom:source'], (source) => {
      const people = readPeople(childrenOf(source), ITEM_AUTHORS)
      return people.length > 0 ? people : null
    }) ?? []
  )
}

const sourceOf = (children: Children): ParsedItem['source'] =>
  firstOf(children, SOURCES, (source) => {
    const parts = childrenOf(source)
    if (parts.size === 0) {
      const title = nonEmptyText(source)
      const link = absolute(source, attribute(source, 'url') ?? attribute(source, 'href'))
      return title === null && link === null ? null : { title, link }
    }
    const title = cap(firstOf(parts, TITLE, readText))
    const link = alternateOf(parts) ?? plainLink(parts) ?? hrefOf(linksOf(parts, 'self')[0])
    return title === null && link === null ? null : { title, link }
  })
