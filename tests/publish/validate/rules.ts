/**
 * Rules that the formats share. Where the W3C feed validator has a rule, a report begins with the name that its list of messages
 * gives it (https://validator.w3.org/feed/docs/). Each rule adds to a list of offences, so that one run shows all.
 */
import { decodeHTML } from 'entities'
import type { XmlElement } from './strict-xml.ts'

export const ATOM = 'http://www.w3.org/2005/Atom'
export const atom = (local: string): string => `{${ATOM}}${local}`

/** `InvalidRFC3339Date: entry 1 updated: yesterday` */
export type Report = (offence: string) => void

export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name)
export const textOf = (element: XmlElement, name: string): string => childrenOf(element, name)[0]?.text.trim() ?? ''
export const localName = ({ name }: XmlElement): string => name.replace(/^\{.*\}/, '')

export const exactlyOne = (element: XmlElement, names: readonly string[], where: string, report: Report): void => {
  for (const name of names) if (childrenOf(element, name).length === 0) report(`MissingElement: ${where}: ${name}`)
  atMostOne(element, names, where, report)
}

export const atMostOne = (element: XmlElement, names: readonly string[], where: string, report: Report): void => {
  for (const name of names) if (childrenOf(element, name).length > 1) report(`DuplicateElement: ${where}: ${name}`)
}

/** Names with a namespace that the format does not define are extensions, which are free. */
export const onlyElements = (element: XmlElement, names: ReadonlySet<string>, where: string, report: Report): void => {
  const isOwn = (name: string): boolean => !name.startsWith('{') || name.startsWith(`{${ATOM}}`)
  for (const { name } of element.children) if (isOwn(name) && !names.has(name)) report(`UndefinedElement: ${where}: ${name}`)
}

export const onlyAttributes = (element: XmlElement, names: readonly string[], where: string, report: Report): void => {
  for (const name of Object.keys(element.attributes))
    if (!name.startsWith('{') && !/^xmlns$/.test(name) && !names.includes(name))
      report(`UnexpectedAttribute: ${where}: ${name}`)
}

/** An element that only holds elements. */
export const noText = ({ text }: XmlElement, where: string, report: Report): void => {
  if (text.trim() !== '') report(`UnexpectedText: ${where}: ${text.trim().slice(0, 40)}`)
}

export const notBlank = (text: string, where: string, report: Report): void => {
  if (text.trim() === '') report(`NotBlank: ${where}`)
}

/** RFC 3986, with the letters of RFC 3987. */
/** Brackets stand around an IPv6 address and nowhere else, `#` once. */
const URI = /^[a-z][a-z0-9+.-]*:(?:\/\/\[[0-9a-f:.]+\])?[^\s<>"{}|\\^`[\]#]+(?:#[^\s<>"{}|\\^`[\]#]*)?$/i
const BROKEN_ESCAPE = /%(?![\da-f]{2})/i
const RELATIVE = /^[^\s<>"{}|\\^`[\]]*$/

export const httpAddress = (text: string | undefined, where: string, report: Report, rule = 'InvalidFullLink'): void => {
  const url = URL.parse(text ?? '')
  if (url === null || !/^https?:$/.test(url.protocol) || !/^https?:\/\/[^/]/i.test(text ?? ''))
    report(`${rule}: ${where}: no http(s) address: ${text ?? '(none)'}`)
  else if (!URI.test(text ?? '') || BROKEN_ESCAPE.test(text ?? '')) report(`InvalidUriChar: ${where}: ${text ?? ''}`)
}

const TAG_AUTHORITY = /^tag:(?:[\w.-]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?,\d{4}(?:-\d\d(?:-\d\d)?)?:/i
const TAG_SPECIFIC = /^tag:[^:]*:[\w\-.~:@!$&'()*+,;=/?%]*(?:#.*)?$/
const UUID = /^urn:uuid:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** Absolute; also what the schemes `tag` (RFC 4151), `urn` (RFC 8141) and `urn:uuid` (RFC 9562) ask for. */
export const iri = (text: string, where: string, report: Report, rule = 'InvalidFullLink'): void => {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) report(`${rule}: ${where}: not absolute: ${text}`)
  else if (scheme === 'tag' && !(TAG_AUTHORITY.test(text) && TAG_SPECIFIC.test(text))) report(`InvalidTAG: ${where}: ${text}`)
  else if (/^urn:uuid:/i.test(text) && !UUID.test(text)) report(`InvalidUUID: ${where}: ${text}`)
  else if (scheme === 'urn' && !/^urn:[a-z0-9][a-z0-9-]{1,31}:./i.test(text)) report(`InvalidURN: ${where}: ${text}`)
  else if (!URI.test(text)) report(`InvalidUriChar: ${where}: ${text}`)
  else if (/^https?:(?!\/\/[^/])/i.test(text)) report(`${rule}: ${where}: ${text}`)
}

/** An address that may be relative: our feeds have none, other feeds do. */
export const reference = (text: string, where: string, report: Report, rule = 'InvalidLink'): void => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) iri(text, where, report, rule)
  else if (!RELATIVE.test(text)) report(`${rule}: ${where}: ${text}`)
}

const RFC3339 = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
export const rfc3339 = (text: string, where: string, report: Report): void => {
  const [, day = ''] = RFC3339.exec(text) ?? []
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // 31 February is a date to Date.parse.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day)
    report(`InvalidRFC3339Date: ${where}: ${text}`)
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
export const language = (text: string, where: string, report: Report): void => {
  const [primary = ''] = text.split('-')
  const isForm = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(text)
  const isKnown = /^[a-z]{2,3}$/i.test(primary) && languageNames.of(primary.toLowerCase()) !== undefined
  if (!isForm || !isKnown || /^und\b/i.test(text)) report(`InvalidLanguage: ${where}: ${text}`)
}

const TYPE =
  /^[^\s()<>,;:\\"/[\]?=]+\/[^\s()<>,;:\\"/[\]?=]+(?:\s*;\s*[^\s()<>,;:\\"/[\]?=]+=(?:"[^"]*"|[^\s()<>,;:\\"/[\]?=]+))*$/
export const mediaType = (text: string, where: string, report: Report, rule = 'InvalidMIMEType'): void => {
  if (!TYPE.test(text)) report(`${rule}: ${where}: ${text}`)
}

export const count = (text: string, where: string, report: Report): void => {
  if (!/^-?\d+$/.test(text)) report(`InvalidInteger: ${where}: ${text}`)
  else if (text.startsWith('-')) report(`InvalidNonNegativeInteger: ${where}: ${text}`)
}

export const mail = (text: string, where: string, report: Report): void => {
  if (!/^[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+(?: \(.+\))?$/.test(text)) report(`InvalidContact: ${where}: ${text}`)
}

export const noDuplicates = (texts: readonly string[], where: string, report: Report, rule = 'DuplicateValue'): void => {
  const seen = new Set<string>()
  for (const text of texts) {
    if (seen.has(text)) report(`${rule}: ${where}: ${text}`)
    seen.add(text)
  }
}

/** A field that is not HTML must stay harmless in a reader that takes it for HTML, and in one that decodes it once more before. */
export const noMarkup = (text: string, where: string, report: Report): void => {
  if ([text, decodeHTML(text), decodeHTML(decodeHTML(text))].some((shown) => /<[a-z/!?]/i.test(shown)))
    report(`ContainsHTML: ${where}: ${text.slice(0, 60)}`)
}
