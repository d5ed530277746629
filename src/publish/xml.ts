/** Writes XML 1.0 that is well-formed whatever the texts contain. */
import { withLineFeeds } from '../lib/lines.ts'
import type { FeedParts } from './feed-text.ts'

// XML 1.0, 2.2: other characters may not occur, not even as references. C1 controls may, but no reader wants them.
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/g
// Almost no text has any of these, so one pass over the characters is enough for most texts.
// oxlint-disable-next-line no-control-regex -- as above
const DOUBTFUL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uD800-\uDFFF\uFFFE\uFFFF]/
// oxlint-disable-next-line no-control-regex -- as above
const NOT_AS_IT_IS = /["&<>\u0000-\u001F\u007F-\u009F\uD800-\uDFFF\uFFFE\uFFFF]/

/** Only characters that XML 1.0 allows; U+FFFD replaces lone surrogates; line ends are U+000A. */
export const xmlCharacters = (text: string): string =>
  DOUBTFUL.test(text) ? withLineFeeds(text).replaceAll(FORBIDDEN, '').toWellFormed() : text

/** Text as the content of an element. `>` too, since `]]>` is not allowed in text. Also valid as HTML text. */
export const escapeText = (text: string): string =>
  NOT_AS_IT_IS.test(text) ? xmlCharacters(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text

/**
 * A text for a field that some readers take for HTML whatever the format says, and others decode once more than they should: a `<` that
 * would open a tag becomes `＜`, and a `&` that would begin a character reference becomes `＆` (full-width: nearly the same to the eye,
 * the same under NFKC). All other text stays as it is.
 */
export const plainText = (text: string): string => {
  const safe = xmlCharacters(text)
  return safe.includes('<') || safe.includes('&') ? safe.replaceAll(TAG, '＜').replaceAll(REFERENCE, '＆') : safe
}
const TAG = /<(?=[a-z/!?])/gi
/** References of markup signs count without their semicolon too (HTML Standard, 13.5): `&ltimg` is `<img`. */
const REFERENCE = /&(?=#|[a-z][a-z0-9]{1,31};|(?:amp|lt|gt|quot))/gi

/** Blanks other than spaces are written as references: a parser would turn them into spaces. */
export const escapeAttribute = (text: string): string =>
  NOT_AS_IT_IS.test(text) ? escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;') : text

/**
 * An element that holds HTML, as a CDATA section: it reads back the same as escaped text, is shorter, and much faster to write.
 * (Nothing can be escaped in it, so a `]]>` is cut in two.)
 */
export const htmlElement = (name: string, html: string | null, attributes: Attributes = {}): string =>
  html === null
    ? ''
    : `<${name}${attributesText(attributes)}><![CDATA[${xmlCharacters(html).replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`

/** Attributes that are null are left out. */
export type Attributes = Readonly<Record<string, string | null>>

/** An element that holds only text: `<title>a &amp; b</title>`. */
export const textElement = (name: string, text: string, attributes: Attributes = {}): string =>
  `<${name}${attributesText(attributes)}>${escapeText(text)}</${name}>`

/** As `textElement`; nothing at all for null and for an empty text. */
export const optionalElement = (name: string, text: string | null, attributes: Attributes = {}): string =>
  text === null || text === '' ? '' : textElement(name, text, attributes)

export const emptyElement = (name: string, attributes: Attributes): string => `<${name}${attributesText(attributes)}/>`

/** An element around others that are already written, one child a line; empty ones are left out. */
export const element = (name: string, attributes: Attributes, children: readonly string[]): string => {
  // Concatenated, not joined: join would copy every article once for each element around it.
  let content = '\n'
  for (const child of children) if (child !== '') content += `${child}\n`
  return `<${name}${attributesText(attributes)}>${content}</${name}>`
}

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
export const document = (root: string): string => `${DECLARATION}${root}\n`

type Root = { readonly name: string; readonly attributes: Attributes }

/** A document whose last elements are entries: `roots` are nested, `children` and entries are in the innermost. */
export const documentParts = (roots: readonly Root[], children: readonly string[], entries: readonly string[]): FeedParts => {
  let head = DECLARATION
  for (const { name, attributes } of roots) head += `<${name}${attributesText(attributes)}>\n`
  for (const child of children) if (child !== '') head += `${child}\n`
  const tail = roots.toReversed().map(({ name }) => `</${name}>\n`)
  return { head, entries: entries.map((entry) => `${entry}\n`), between: '', tail: tail.join('') }
}

const attributesText = (attributes: Attributes): string => {
  let text = ''
  for (const name in attributes) {
    const value = attributes[name]
    if (value !== null && value !== undefined) text += ` ${name}="${escapeAttribute(value)}"`
  }
  return text
}
