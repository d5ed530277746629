import { joinUrl } from '../../lib/url.ts'
import type { XmlElement, XmlNode } from './element.ts'

export type MarkupOptions = {
  /** False where the text itself contains markup (`type="html"` around child elements). */
  readonly escapeText: boolean
}

/** The contents of an element as HTML, without prefixes and with relative URLs resolved. */
export const innerMarkup = (element: XmlElement, options: MarkupOptions): string => {
  let html = ''
  for (const child of contentOf(element)) html += nodeMarkup(child, options)
  return html.trim()
}

/** The children of an element, without the `div` that wraps XHTML content (RFC 4287, section 3.1.1.3). */
const contentOf = (element: XmlElement): readonly XmlNode[] => {
  const solid = element.children.filter((child) => typeof child !== 'string' || child.trim() !== '')
  const [only] = solid
  if (solid.length !== 1 || typeof only !== 'object' || localName(only.writtenName) !== 'div') return element.children
  // A div with a class or style of its own is content.
  const isWrapper = only.attributes.every((text, at) => at % 2 === 1 || text.startsWith('xml'))
  return isWrapper ? only.children : element.children
}

const nodeMarkup = (node: XmlNode, options: MarkupOptions): string => {
  if (typeof node === 'string') return options.escapeText ? escapeText(node) : node
  const name = localName(node.writtenName)
  let html = `<${name}`
  for (let at = 0; at < node.attributes.length; at += 2) html += attributeMarkup(node, at)
  html += '>'
  for (const child of node.children) html += nodeMarkup(child, options)
  // In HTML a `<br>` has no end tag; in a feed's XML, an unclosed one contains all that follows it.
  return VOID.has(name) ? html : `${html}</${name}>`
}

const attributeMarkup = (element: XmlElement, at: number): string => {
  const name = element.attributes[at] ?? ''
  if (name.startsWith('xml')) return ''
  const value = element.attributes[at + 1] ?? ''
  return ` ${name}="${escapeAttribute(URLS.has(name) ? joinUrl(element.base, value) : value)}"`
}

const VOID = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'area', 'base', 'col', 'embed', 'source', 'track', 'wbr'])
const URLS = new Set(['href', 'src', 'cite', 'poster', 'longdesc'])

const localName = (written: string): string => written.slice(written.indexOf(':') + 1)

export const escapeText = (text: string): string =>
  SPECIAL.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text
const SPECIAL = /[&<>]/

const escapeAttribute = (value: string): string => escapeText(value).replaceAll('"', '&quot;')

/** A quick check for a reference without a scheme; most content has none. Runs of spaces are bounded, since two unbounded adjacent runs take quadratic time. */
const RELATIVE = /\b(?:href|src|poster|cite)\s{0,9}=\s{0,9}["']?\s{0,9}(?![a-z][a-z0-9+.-]{0,20}:|[#"'>\s])/i
const TAG = /<[a-z][^<>]*>/gi
const REFERENCE = /(\s(?:href|src|poster|cite)\s{0,9}=\s{0,9})(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

/** The HTML with its relative references made absolute; everything else stays as written. */
export const resolveMarkup = (html: string, base: string): string => {
  if (!html.includes('=') || !RELATIVE.test(html)) return html
  return html.replaceAll(TAG, (tag) =>
    tag.replaceAll(REFERENCE, (all, name: string, double?: string, single?: string, bare?: string) => {
      const reference = double ?? single ?? bare ?? ''
      if (reference === '' || reference.startsWith('#')) return all
      const quote = single === undefined ? '"' : "'"
      return `${name}${quote}${joinUrl(base, reference)}${quote}`
    }),
  )
}
