import { withoutSurrounding } from '../../lib/trim.ts'
import type { Person } from '../../model/parsed-item.ts'
import { CAPS } from '../caps.ts'
import { all, type Children, childrenOf, firstOf, nonEmptyText, textOf, type XmlElement } from '../xml/element.ts'
import { joinUrl } from '../../lib/url.ts'

/** The authors, from the first kind of element that names any; several elements of that kind are several people. */
export const readPeople = (children: Children, kinds: readonly string[]): Person[] => {
  for (const kind of kinds) {
    const people = all(children, kind)
      .slice(0, CAPS.people)
      .map((element) => (hasParts(element) ? personFromParts(element) : personFromText(textOf(element))))
      .filter((person) => person !== null)
    if (people.length > 0) return people
  }
  return []
}

export const ITEM_AUTHORS = [
  'atom:author',
  'author',
  'dc:creator',
  'dc:author',
  'itunes:author',
  'media:credit',
  'dc:contributor',
]
export const CHANNEL_AUTHORS = [
  'managingeditor', 'atom:author', 'author', 'dc:author', 'dc:creator', 'itunes:author', 'itunes:owner', 'webmaster', 'dc:publisher',
] // biome-ignore format: a list

const hasParts = (element: XmlElement): boolean => element.children.some((child) => typeof child !== 'string')

const NAME = ['atom:name', 'name', 'itunes:name', 'foaf:name', 'title']
const EMAIL = ['atom:email', 'email', 'itunes:email', 'foaf:mbox']
const URL_PARTS = ['atom:uri', 'atom:url', 'atom:homepage', 'uri', 'url', 'homepage']

const personFromParts = (element: XmlElement): Person | null => {
  const parts = childrenOf(element)
  const name = firstOf(parts, NAME, nonEmptyText)
  const url = firstOf(parts, URL_PARTS, (part) => {
    const text = nonEmptyText(part)
    return text === null ? null : joinUrl(part.base, text)
  })
  const email = firstOf(parts, EMAIL, nonEmptyText)
  if (name === null && url === null && email === null) return personFromText(textOf(element))
  // Some feeds write the mail address into the name: `me@example.com (Me)`.
  const inName = email === null && name !== null ? personFromText(name) : null
  if (inName?.email != null) return { ...inName, url }
  return { name, email: email?.replace(/^mailto:/i, '') ?? null, url }
}

const ADDRESS = /(?:mailto:)?(?<![^\s<>()[\],;:"@])([^\s<>()[\],;:"@]{1,64}@[^\s<>()[\],;:"@]{1,255})/i

/** `me@example.com (Me)`, `Me <me@example.com>`, `Me (me@example.com)`, `Me`, `me@example.com`. */
export const personFromText = (written: string): Person | null => {
  const text = written.replaceAll(/\s+/g, ' ').trim().slice(0, 500)
  if (text === '') return null
  const email = ADDRESS.exec(text)?.[1] ?? null
  if (email === null) return { name: text, email: null, url: null }
  const rest = text
    .replace(ADDRESS, '')
    .replaceAll(/<\s*>|\(\s*\)|\[\s*\]/g, '')
    .trim()
    .replace(/^\((.*)\)$/, '$1')
  const name = withoutSurrounding(rest, `"',;: -`)
  return { name: name === '' ? null : name, email, url: null }
}
