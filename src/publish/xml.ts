/** Writes XML 1.0 that is well-formed whatever the texts hold. */

// XML 1.0, 2.2: other characters may not occur, not even as references. C1 controls may, but no reader wants them.
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu
const FORBIDDEN_ANYWHERE = new RegExp(FORBIDDEN.source, 'u')

/** Only characters that XML 1.0 allows; U+FFFD stands for lone surrogates; line ends are U+000A. */
export const xmlCharacters = (text: string): string => {
  const allowed = FORBIDDEN_ANYWHERE.test(text) ? text.replaceAll(FORBIDDEN, '') : text
  const oneLineEnd = allowed.includes('\r') ? allowed.replaceAll(/\r\n?/g, '\n') : allowed
  return oneLineEnd.isWellFormed() ? oneLineEnd : oneLineEnd.toWellFormed()
}

/** Text as the content of an element. `>` too, since `]]>` may not stand in text. Serves as HTML text as well. */
export const escapeText = (text: string): string => {
  const safe = xmlCharacters(text)
  return /[&<>]/.test(safe) ? safe.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : safe
}

/** Blanks other than spaces are written as references: a parser would turn them into spaces. */
export const escapeAttribute = (text: string): string =>
  escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')

/** Attributes that are null are left out. */
export type Attributes = Readonly<Record<string, string | null>>

/** An element that holds only text: `<title>a &amp; b</title>`. */
export const textElement = (name: string, text: string, attributes: Attributes = {}): string =>
  `<${name}${attributesText(attributes)}>${escapeText(text)}</${name}>`

/** As `textElement`; nothing at all for null and for an empty text. */
export const optionalElement = (name: string, text: string | null, attributes: Attributes = {}): string =>
  text === null || text === '' ? '' : textElement(name, text, attributes)

export const emptyElement = (name: string, attributes: Attributes): string => `<${name}${attributesText(attributes)}/>`

/** An element around others, each already written; empty ones leave no trace. One child a line. */
export const element = (name: string, attributes: Attributes, children: readonly string[]): string =>
  `<${name}${attributesText(attributes)}>\n${children.filter((child) => child !== '').join('\n')}\n</${name}>`

export const document = (root: string): string => `<?xml version="1.0" encoding="utf-8"?>\n${root}\n`

const attributesText = (attributes: Attributes): string => {
  let text = ''
  for (const name in attributes) {
    const value = attributes[name]
    if (value !== null && value !== undefined) text += ` ${name}="${escapeAttribute(value)}"`
  }
  return text
}
