import { decodeBase64 } from '../../lib/base64.ts'
import { attribute, hasElements, textOf, type XmlElement } from '../xml/element.ts'
import { escapeText, innerMarkup } from '../xml/markup.ts'

/**
 * What a text element says, as HTML. Atom declares it (`type`, and `mode` in 0.3); RSS doesn't, and its descriptions are
 * HTML by custom. Null: empty.
 */
export const readText = (element: XmlElement): string | null => {
  const text = element.name.startsWith('atom:') ? atomText(element) : looseText(element)
  return text === '' ? null : text
}

const looseText = (element: XmlElement): string => {
  if (!hasElements(element)) {
    const text = textOf(element)
    return (attribute(element, 'type') ?? '') === 'plain' ? escapeText(text) : text
  }
  return innerMarkup(element, { escapeText: holdsXhtml(element) })
}

/** Children in a markup namespace: the publisher wrote XHTML and knows what escaping is. */
const holdsXhtml = (element: XmlElement): boolean =>
  element.children.some((child) => typeof child !== 'string' && /^(?:xhtml|svg|math):/.test(child.name))

type TextKind = 'text' | 'html' | 'xml' | 'base64'

const atomText = (element: XmlElement): string => {
  const kind = kindOf(element)
  // A type that says escaped over children that are not: the children are right, and their text may hold markup too.
  if (hasElements(element)) return innerMarkup(element, { escapeText: kind === 'xml' || kind === 'text' })
  const text = textOf(element)
  switch (kind) {
    case 'html':
      return text
    case 'xml':
    case 'text':
      return escapeText(text)
    case 'base64':
      return decodeBase64(text)?.trim() ?? text
  }
}

/** RFC 4287 §3.1.1 and §4.1.3.3; for Atom 0.3 its `mode`. */
const kindOf = (element: XmlElement): TextKind => {
  const mode = attribute(element, 'mode')?.toLowerCase() ?? null
  const type = (attribute(element, 'type') ?? 'text').trim().toLowerCase()
  if (mode === 'base64') return 'base64'
  const isHtml = type === 'html' || type.includes('text/html')
  if (mode === 'xml') return isHtml || type.includes('xml') ? 'xml' : 'text'
  if (isHtml) return 'html'
  if (type === 'xhtml' || /[/+]xml$/.test(type)) return mode === 'escaped' ? 'html' : 'xml'
  if (type === 'text' || !type.includes('/') || type.startsWith('text/')) return 'text'
  return 'base64'
}
