import { type Children, type XmlElement, all, attribute, firstOf, hasElements, textOf } from '../xml/element.ts'
import { escapeText, innerMarkup, resolveMarkup } from '../xml/markup.ts'

const SUMMARY = [
  'atom:summary', 'description', 'summary', 'abstract', 'dc:description', 'dcterms:abstract', 'media:description', 'itunes:summary',
  'itunes:subtitle', 'media:text',
] // biome-ignore format: a list
const CONTENT = ['content:encoded', 'atom:content', 'xhtml:body', 'xhtml:div', 'body', 'fullitem', 'content']

type BaseOf = (element: XmlElement) => string

/** An element's contents as HTML with absolute references; null: empty. */
export const readMarkup = (element: XmlElement, baseOf: BaseOf): string | null => {
  const html = readText(element)
  return html === null ? null : resolveMarkup(html, baseOf(element))
}

export const readContent = (children: Children, baseOf: BaseOf): { summary: string | null; content: string | null } => {
  const read = (element: XmlElement): string | null => readMarkup(element, baseOf)
  const content = firstOf(children, CONTENT, read)
  if (content !== null || !children.has('summary') || !children.has('description')) {
    return { summary: firstOf(children, SUMMARY, read), content }
  }
  // RSS has no `summary`. Publishers who write one as well as `description` write the shorter one first.
  const [first, second] = [...children.keys()].filter((name) => name === 'summary' || name === 'description')
  return { summary: firstOf(children, [first ?? ''], read), content: firstOf(children, [second ?? ''], read) }
}

/** `xml:lang` of the first of content, title and summary that has text. Undefined: none has. */
export const languageOfText = (children: Children, titles: readonly string[]): string | null | undefined =>
  [...CONTENT, ...titles, ...SUMMARY]
    .flatMap((name) => all(children, name))
    .filter((element) => textOf(element) !== '')
    .map((element) => element.language)[0]

/**
 * The contents of a text element, as HTML. Atom declares the kind of text (`type`, and `mode` in 0.3); RSS does not, and its descriptions
 * are HTML by convention. Null: empty.
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

/** Does the element have children in a markup namespace? Then it is XHTML, and its text is escaped once. */
const holdsXhtml = (element: XmlElement): boolean =>
  element.children.some((child) => typeof child !== 'string' && /^(?:xhtml|svg|math):/.test(child.name))

type TextKind = 'text' | 'html' | 'xml' | 'base64'

const atomText = (element: XmlElement): string => {
  const kind = kindOf(element)
  // Child elements take precedence over a type that means escaped markup; their text may contain markup too.
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

/** The kind of text by RFC 4287, sections 3.1.1 and 4.1.3.3; in Atom 0.3 also by `mode`. */
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

/** Decodes Base64, with line breaks, that contains UTF-8 text; null: it is not that. */
const decodeBase64 = (text: string): string | null => {
  const compact = text.replaceAll(/\s+/g, '')
  if (compact === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64'))
  } catch {
    return null // Not UTF-8: the bytes are an image or a lie about the type, nothing to read.
  }
}
