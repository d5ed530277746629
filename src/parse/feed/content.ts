import { textOf, type XmlElement } from '../xml/element.ts'
import { resolveMarkup } from '../xml/markup.ts'
import { all, type Children, firstOf } from './children.ts'
import { readText } from './text-construct.ts'

const SUMMARY = [
  'atom:summary', 'description', 'summary', 'abstract', 'dc:description', 'dcterms:abstract', 'media:description', 'itunes:summary',
  'itunes:subtitle', 'media:text',
] // biome-ignore format: a list
const CONTENT = ['content:encoded', 'atom:content', 'xhtml:body', 'xhtml:div', 'body', 'fullitem', 'content']

/** Answers what relative references in an element's markup are relative to. */
export type BaseOf = (element: XmlElement) => string

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
