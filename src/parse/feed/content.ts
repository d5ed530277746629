import { type Children, type XmlElement, all, attribute, firstOf, hasElements, textOf } from '../xml/element.ts'
import { escapeText, innerMarkup, resolveMarkup } from '../xml/markup.ts'

const SUMMARY = [
  'atom:summary', 'description', 'summary', 'abstract', 'dc:description', 'dcterms:abstract', 'media:description', 'itunes:summary',
  'itunes:subtitle', 'media:text',
] // biome-ignore format: a list
const CONTENT = ['content:encoded', 'atom:content', 'xhtml:body', 'xhtml:div', 'body', 'fullitem', 'content']

/** Answers what relative references in an element's markup are relative to. */
type BaseOf = (element: XmlElement) => string

/** HTML with its references made absolute. */
export const readMarkup = (element: XmlElement, baseOf: BaseOf): string | null => {
  const html = readText(element)
  return html === null ? null : resolveMarkup(html, baseOf(element))
}

/** An item's short text and its long one. */
export const readContent = (children: Children, baseOf: BaseOf): { summary: string | null; content: string | null } => {
  const read = (element: XmlElement): string | null => readMarkup(element, baseOf)
  const content = firstOf(children, CONTENT, read)
  if (content !== null || !children.has('summary') || !children.has('description')) {
    return { summary: firstOf(children, SUMMARY, read), content }
  }
  // RSS has no `summary`. Publishers who write one next to `description` write the short one first.
  const [first, second] = [...children.keys()].filter((name) => name === 'summary' || name === 'description')
  return { summary: firstOf(children, [first ?? ''], read), content: firstOf(children, [second ?? ''], read) }
}

/** xml:lang of what is read first: content, title, summary. Undefined: there is none of them. */
export const languageOfText = (children: Children, titles: readonly string[]): string | null | undefined =>
  [...CONTENT, ...titles, ...SUMMARY]
    .flatMap((name) => all(children, name))
    .filter((element) => textOf(element) !== '')
    .map((element) => element.language)[0]

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
  // Child elements count more than a type that says escaped; their text may hold markup too.
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

/** Base64 (line breaks allowed) that holds UTF-8 text; null if it is neither. */
const decodeBase64 = (text: string): string | null => {
  const compact = text.replaceAll(/\s+/g, '')
  if (compact === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64'))
  } catch {
    return null // Not UTF-8: the bytes are an image or a lie about the type, nothing to read.
  }
}
