import { joinUrl } from '../../lib/join-url.ts'
import { all, attribute, type Children, firstOf, textOf, type XmlElement } from '../xml/element.ts'

const ATOM_LINKS = ['atom:link', 'link']

/** An element whose text is a URL (or whose `href`, `rdf:resource` or `url` is), absolute. */
export const urlIn = (element: XmlElement): string | null => {
  const written = textOf(element) || attribute(element, 'href') || attribute(element, 'resource') || attribute(element, 'url')
  return absolute(element, written)
}

export const absolute = (element: XmlElement, written: string | null): string | null => {
  const url = joinUrl(element.base, written ?? '')
  return url === '' ? null : url
}

const relOf = (link: XmlElement): string => {
  const rel = (attribute(link, 'rel') ?? '').trim().toLowerCase()
  // Registered relations may be spelled as IRIs (RFC 4287 §4.2.7.2).
  return rel.replace('http://www.iana.org/assignments/relation/', '') || 'alternate'
}

/** Atom links (in RSS too) of one relation that have a target, in order. */
export const linksOf = (children: Children, rel: string): readonly XmlElement[] =>
  ATOM_LINKS.flatMap((name) => all(children, name)).filter(
    (link) => relOf(link) === rel && (attribute(link, 'href') ?? '').trim() !== '',
  )

const READABLE = /^(?:text\/html|application\/xhtml\+xml)?(?:\s*;|$)/i
const isReadable = (link: XmlElement): boolean => READABLE.test((attribute(link, 'type') ?? '').trim())

export const hrefOf = (link: XmlElement | undefined): string | null =>
  link === undefined ? null : absolute(link, attribute(link, 'href'))

/** The page that an Atom element is about: `alternate`, an HTML one before others. */
export const alternateOf = (children: Children): string | null => {
  const links = linksOf(children, 'alternate')
  return hrefOf(links.find(isReadable) ?? links[0])
}

/** RSS's own link: text, or an attribute as some write it. Atom-like links in RSS's namespace count only as alternate. */
export const plainLink = (children: Children): string | null =>
  firstOf(children, ['link'], (link) => (relOf(link) === 'alternate' ? urlIn(link) : null))

/** A guid is the item's address unless it says that it isn't (RSS 2.0), and looks like one. */
export const permalink = (children: Children): string | null =>
  firstOf(children, ['guid'], (guid) => {
    if ((attribute(guid, 'ispermalink') ?? 'true').trim().toLowerCase() === 'false') return null
    const text = textOf(guid)
    return /^https?:\/\/[^/]/i.test(text) ? text : null
  })

/** An id that is a web address, for items without any link. */
export const webAddress = (text: string | null): string | null =>
  text !== null && /^https?:\/\/[^\s/]+\.\S/i.test(text) ? text : null
