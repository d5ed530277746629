/** Small checks that the three formats share. Each adds to a list of offences, so that one run shows all. */
import type { XmlElement } from './strict-xml.ts'

export const ATOM = 'http://www.w3.org/2005/Atom'
export const atom = (local: string): string => `{${ATOM}}${local}`

export type Report = (offence: string) => void

export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name)
export const textOf = (element: XmlElement, name: string): string => childrenOf(element, name)[0]?.text.trim() ?? ''

export const exactlyOne = (element: XmlElement, names: readonly string[], where: string, report: Report): void => {
  for (const name of names) {
    const count = childrenOf(element, name).length
    if (count !== 1) report(`${where}: ${count} × ${name}, must be one`)
  }
}

export const atMostOne = (element: XmlElement, names: readonly string[], where: string, report: Report): void => {
  for (const name of names) if (childrenOf(element, name).length > 1) report(`${where}: more than one ${name}`)
}

export const httpAddress = (text: string | undefined, where: string, report: Report): void => {
  const url = URL.parse(text ?? '')
  if (url === null || !/^https?:$/.test(url.protocol)) report(`${where}: no http(s) address: ${text ?? '(none)'}`)
  else if (/[\s<>"{}|\\^`]/.test(text ?? '')) report(`${where}: characters that no address may hold: ${text ?? ''}`)
}

export const iri = (text: string, where: string, report: Report): void => {
  if (!/^[a-z][a-z0-9+.-]*:[^\s<>"]+$/i.test(text)) report(`${where}: no absolute IRI: ${text}`)
}

export const rfc3339 = (text: string, where: string, report: Report): void => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    report(`${where}: no RFC 3339 date: ${text}`)
  }
}

export const language = (text: string, where: string, report: Report): void => {
  if (/^und\b/i.test(text) || !/^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(text)) report(`${where}: no language tag: ${text}`)
}

export const mediaType = (text: string, where: string, report: Report): void => {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(text)) report(`${where}: no media type: ${text}`)
}

export const noDuplicates = (texts: readonly string[], where: string, report: Report): void => {
  const seen = new Set<string>()
  for (const text of texts) {
    if (seen.has(text)) report(`${where}: twice: ${text}`)
    seen.add(text)
  }
}

/** A field that is not HTML must stay harmless in a reader that takes it for HTML. */
export const noMarkup = (text: string, where: string, report: Report): void => {
  if (/<[a-z/!?]/i.test(text)) report(`${where}: markup in plain text: ${text.slice(0, 60)}`)
}
