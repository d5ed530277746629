import type { Category } from '../../model/parsed-item.ts'
import { CAPS } from '../caps.ts'
import { all, attribute, type Children, textOf, type XmlElement } from '../xml/element.ts'

const PLAIN = ['category', 'media:category', 'tag']
const SUBJECTS = ['dc:subject', 'dcterms:subject']
const KEYWORDS = ['itunes:keywords', 'media:keywords', 'keywords']

export const readCategories = (children: Children): Category[] => {
  const found: (Category | null)[] = [
    ...PLAIN.flatMap((name) => all(children, name).map(plainCategory)),
    ...KEYWORDS.flatMap((name) => all(children, name).flatMap(keywords)),
    ...all(children, 'itunes:category').flatMap(itunesCategory),
    ...SUBJECTS.flatMap((name) => all(children, name).map(plainCategory)),
    ...all(children, 'atom:category').map(atomCategory),
  ]
  return distinct(found.filter((category) => category !== null))
}

const distinct = (categories: readonly Category[]): Category[] => {
  const seen = new Map<string, Category>()
  for (const category of categories) {
    const key = `${category.term}\n${category.scheme ?? ''}`
    if (!seen.has(key)) seen.set(key, category)
    if (seen.size === CAPS.categories) break
  }
  return [...seen.values()]
}

const make = (term: string | null, scheme: string | null, label: string | null): Category | null => {
  const trimmed = (term ?? '').trim().slice(0, CAPS.shortText)
  return trimmed === '' ? null : { term: trimmed, scheme: scheme?.trim() || null, label: label?.trim() || null }
}

const atomCategory = (element: XmlElement): Category | null => {
  const label = attribute(element, 'label')
  const text = textOf(element)
  return make(attribute(element, 'term') || text || label, attribute(element, 'scheme'), label)
}

const plainCategory = (element: XmlElement): Category | null => {
  const term = textOf(element) || attribute(element, 'term')
  return make(term, attribute(element, 'domain') ?? attribute(element, 'scheme'), attribute(element, 'label'))
}

/** Keywords are separated by commas; by spaces only where there is no comma. */
const keywords = (element: XmlElement): (Category | null)[] => {
  const text = textOf(element).slice(0, CAPS.shortText)
  return text.split(/[,;،、，]/.test(text) ? /[,;،、，]+/ : /\s+/).map((term) => make(term, scheme(element), null))
}

const ITUNES = 'http://www.itunes.com/'
const scheme = (element: XmlElement): string | null => (element.name.startsWith('itunes:') ? ITUNES : null)

/** Apple's categories nest: Technology › Gadgets. */
const itunesCategory = (element: XmlElement): (Category | null)[] => [
  make(attribute(element, 'text'), ITUNES, null),
  ...element.children.flatMap((child) =>
    typeof child !== 'string' && child.name === 'itunes:category' ? itunesCategory(child) : [],
  ),
]
