import { joinUrl } from '../../lib/url.ts'
import type { Enclosure } from '../../model/parsed-item.ts'
import { CAPS } from '../caps.ts'
import { type Children, type XmlElement, all, attribute, childrenOf, firstOf, textOf } from '../xml/element.ts'

const ATOM_LINKS = ['atom:link', 'link']

/** The URL in an element's text, or else in its `href`, `rdf:resource` or `url`, made absolute. Null: none. */
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
  // Registered relations may be written as IRIs (RFC 4287, section 4.2.7.2).
  return rel.replace('http://www.iana.org/assignments/relation/', '') || 'alternate'
}

/** Atom links of one relation that have a target, in document order; in RSS too. */
export const linksOf = (children: Children, rel: string): readonly XmlElement[] =>
  ATOM_LINKS.flatMap((name) => all(children, name)).filter(
    (link) => relOf(link) === rel && (attribute(link, 'href') ?? '').trim() !== '',
  )

const READABLE = /^(?:text\/html|application\/xhtml\+xml)?(?:\s*;|$)/i
const isReadable = (link: XmlElement): boolean => READABLE.test((attribute(link, 'type') ?? '').trim())

export const hrefOf = (link: XmlElement | undefined): string | null =>
  link === undefined ? null : absolute(link, attribute(link, 'href'))

/** The page of an Atom element: its `alternate` link, preferably to HTML. */
export const alternateOf = (children: Children): string | null => {
  const links = linksOf(children, 'alternate')
  return hrefOf(links.find(isReadable) ?? links[0])
}

/** RSS's own link: the text, or an attribute as some feeds write it. Of Atom-like links in RSS's namespace, only `alternate` ones count. */
export const plainLink = (children: Children): string | null =>
  firstOf(children, ['link'], (link) => (relOf(link) === 'alternate' ? urlIn(link) : null))

/** The article's page, where a feed service's link counts clicks and redirects to it. */
export const linkBehind = (children: Children): string | null =>
  firstOf(children, ['feedburner:origlink', 'pheedo:origlink'], (link) => webAddress(textOf(link)))

/** The item's address by its guid: one that looks like an address, and does not say `isPermaLink="false"` (RSS 2.0). */
export const permalink = (children: Children): string | null =>
  firstOf(children, ['guid'], (guid) => {
    if ((attribute(guid, 'ispermalink') ?? 'true').trim().toLowerCase() === 'false') return null
    const text = textOf(guid)
    return /^https?:\/\/[^/]/i.test(text) ? text : null
  })

/** The text if it is a web address, otherwise null. For ids of items without a link. */
export const webAddress = (text: string | null): string | null =>
  text !== null && /^https?:\/\/[^\s/]+\.\S/i.test(text) ? text : null

/** The files that belong to an item: RSS and Atom enclosures, then Media RSS; one for each URL. */
export const readEnclosures = (children: Children): Enclosure[] => {
  const found = new Map<string, Enclosure>()
  for (const element of all(children, 'enclosure')) add(found, element, attribute(element, 'url') ?? attribute(element, 'href'))
  for (const element of linksOf(children, 'enclosure')) add(found, element, attribute(element, 'href'))
  for (const element of all(children, 'media:content')) add(found, element, attribute(element, 'url'))
  return [...found.values()]
}

const add = (found: Map<string, Enclosure>, element: XmlElement, written: string | null): void => {
  const url = absolute(element, written)
  if (url === null || found.has(url) || found.size >= CAPS.enclosures) return
  const type = attribute(element, 'type')?.trim() || mediumType(element)
  found.set(url, { url, type, length: wholeNumber(attribute(element, 'length') ?? attribute(element, 'filesize')) })
}

/** The media type where Media RSS gives only the kind: `medium="image"` → `image/*`. */
const mediumType = (element: XmlElement): string | null => {
  const medium = attribute(element, 'medium')
  return medium === 'image' || medium === 'audio' || medium === 'video' ? `${medium}/*` : null
}

const wholeNumber = (text: string | null): number | null => {
  const number = /^\s*\d{1,15}\s*$/.test(text ?? '') ? Number(text) : 0
  return number > 0 ? number : null
}

/** The item's picture: from an element for pictures, or the first enclosure that is a picture. Null: none. */
export const readItemImage = (children: Children, enclosures: readonly Enclosure[]): string | null =>
  firstOf(children, ['media:thumbnail', 'itunes:image', 'image', 'googleplay:image'], pictureIn) ??
  enclosures.find(({ type, url }) => isPicture(type, url))?.url ??
  null

export const readFeedImage = (children: Children): string | null =>
  firstOf(
    children,
    ['image', 'atom:logo', 'itunes:image', 'media:thumbnail', 'googleplay:image', 'atom:icon', 'logo', 'icon'],
    pictureIn,
  ) ??
  firstOf(children, ['media:content'], (content) => (isPictureElement(content) ? pictureIn(content) : null)) ??
  firstOf(children, ['itunes:link'], (link) => (attribute(link, 'rel') === 'image' ? hrefOf(link) : null)) ??
  hrefOf(linksOf(children, 'image')[0]) ??
  hrefOf(linksOf(children, 'icon')[0])

const pictureIn = (element: XmlElement): string | null => {
  const inside = firstOf(childrenOf(element), ['url'], urlIn)
  return inside ?? absolute(element, attribute(element, 'url') ?? attribute(element, 'href') ?? '') ?? urlIn(element)
}

const isPictureElement = (content: XmlElement): boolean =>
  attribute(content, 'medium') === 'image' || isPicture(attribute(content, 'type'), attribute(content, 'url') ?? '')

const isPicture = (type: string | null, url: string): boolean =>
  type === null ? /\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)/i.test(url) : type.startsWith('image/')

const PICTURE = /<img\s[^<>]{0,1000}?\bsrc\s*=\s*["']?([^"'\s<>]+)/i
/** The first picture in a description's markup, as written, for feeds that name no picture. */
export const firstPicture = (html: string): string | null => PICTURE.exec(html)?.[1] ?? null
