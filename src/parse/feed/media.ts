import type { Enclosure } from '../../model/parsed-item.ts'
import { CAPS } from '../caps.ts'
import { all, attribute, type Children, childrenOf, firstOf, type XmlElement } from '../xml/element.ts'
import { absolute, hrefOf, linksOf, urlIn } from './links.ts'

/** Files that belong to an item: RSS and Atom enclosures, then Media RSS; one entry for each URL. */
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

/** Media RSS may name only the kind: `medium="image"`. */
const mediumType = (element: XmlElement): string | null => {
  const medium = attribute(element, 'medium')
  return medium === 'image' || medium === 'audio' || medium === 'video' ? `${medium}/*` : null
}

const wholeNumber = (text: string | null): number | null => {
  const number = /^\s*\d{1,15}\s*$/.test(text ?? '') ? Number(text) : 0
  return number > 0 ? number : null
}

/** A picture for the item: named as one, or an enclosure that is one. */
export const readItemImage = (children: Children, enclosures: readonly Enclosure[]): string | null =>
  firstOf(children, ['media:thumbnail', 'itunes:image', 'image', 'googleplay:image'], pictureIn) ??
  enclosures.find(({ type, url }) => isPicture(type, url))?.url ??
  null

/** The feed's own picture: RSS `image`, Atom `logo` and `icon`, Apple's artwork. */
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
/** The first picture shown in a feed's own description, where it names none. */
export const firstPicture = (html: string): string | null => PICTURE.exec(html)?.[1] ?? null
