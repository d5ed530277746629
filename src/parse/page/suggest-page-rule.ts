import { selectAll } from 'css-select'
import { type AnyNode, type Document, type Element, isTag } from 'domhandler'
import { joinUrl } from '../../lib/url.ts'
import type { PageRule } from '../../model/source.ts'
import { pageTree } from './page-tree.ts'
import { type PageContext, readPage, textInside } from './read-page.ts'

/** A page of news shows at least so many headlines in the same way. */
const FEWEST = 3
/** How far above its link an item may begin. */
const HIGHEST = 5
/** Links to look at: the time grows with their number and the page's depth. */
const MOST_LINKS = 2_000
/** Menus hold no headlines, whatever they look like. */
const MENUS = new Set(['nav', 'footer', 'header', 'aside', 'form'])

/**
 * A rule that reads a page's headlines, as a beginning for an operator: the elements that repeat and hold one headline each, with the
 * longest headlines. Null: nothing repeats. The rule is tried before it is returned.
 */
export const suggestPageRule = (html: string, context: PageContext): PageRule | null => {
  const document = pageTree(html)
  const headlines = headlinesOf(document, context.url)
  const [best] = [...itemSelectors(headlines)]
    .filter(([, { elements, links }]) => links.size >= FEWEST && areAlike(links.size, elements.size))
    .toSorted(([, a], [, b]) => b.weight - a.weight || b.height - a.height)
  if (best === undefined) return null
  const [item, { elements }] = best
  const rule = ruleFor(item, [...elements])
  const reading = readPage(html, rule, context)
  return reading === null || reading === 'too-hard' || reading.items.length < FEWEST ? null : rule
}

/** One headline an item, but for a few. */
const areAlike = (links: number, elements: number): boolean => Math.min(links, elements) >= 0.8 * Math.max(links, elements)

type Headline = { readonly link: Element; readonly url: string; readonly length: number }

const headlinesOf = (document: Document, url: string): readonly Headline[] => {
  const site = siteOf(url)
  return selectAll<AnyNode, Element>('a[href]', document)
    .slice(0, MOST_LINKS)
    .flatMap((link) => {
      const address = joinUrl(url, link.attribs['href'] ?? '').replace(/#.*$/s, '')
      const length = lengthOf(textInside(link))
      const isHeadline = length >= SHORTEST && siteOf(address) === site && !above(link).some(({ name }) => MENUS.has(name))
      return isHeadline ? [{ link, url: address, length }] : []
    })
}

/** Letters that stand for a word or syllable each say as much as two or three others. */
const lengthOf = (text: string): number =>
  text.length + 2 * (text.match(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/gu)?.length ?? 0)
const SHORTEST = 24
const LONGEST = 160

const siteOf = (url: string): string => (URL.parse(url)?.host ?? '').replace(/^www\./, '')

const above = (element: Element): readonly Element[] => {
  const found: Element[] = []
  for (let node = element.parent; node !== null && isTag(node) && found.length < 100; node = node.parent) found.push(node)
  return found
}

type Repeated = { readonly elements: Set<Element>; readonly links: Set<string>; weight: number; readonly height: number }

/** By selector, what it matches on the way up from the headlines. */
const itemSelectors = (headlines: readonly Headline[]): ReadonlyMap<string, Repeated> => {
  const found = new Map<string, Repeated>()
  for (const { link, url, length } of headlines)
    for (const [height, element] of [link, ...above(link).slice(0, HIGHEST)].entries()) {
      const selector = selectorOf(element)
      if (selector === null) continue
      const known = found.get(selector) ?? { elements: new Set(), links: new Set(), weight: 0, height }
      found.set(selector, known)
      known.elements.add(element)
      if (known.links.has(url)) continue
      known.links.add(url)
      known.weight += Math.min(length, LONGEST)
    }
  return found
}

/** `ul.news > li`, `div.list > article.teaser`; null: nothing tells it from any other element. */
const selectorOf = (element: Element): string | null => {
  const own = nameWithClass(element)
  const parent = element.parent !== null && isTag(element.parent) ? element.parent : null
  if (own.includes('.')) return own
  if (element.name === 'article') return 'article'
  if (parent === null || parent.name === 'body' || parent.name === 'html') return null
  return `${nameWithClass(parent)} > ${own}`
}

const nameWithClass = ({ name, attribs }: Element): string => {
  const named = (attribs['class'] ?? '').split(/\s+/).find((word) => CLASS.test(word) && !GENERATED.test(word))
  return named === undefined ? name : `${name}.${named}`
}
const CLASS = /^[A-Za-z][\w-]{1,40}$/
/** Names with numbers in them change with the next build of the site, or from item to item. */
const GENERATED = /\d|^(?:is|has)-|^(?:first|last|odd|even|active|clearfix|row|col)\b/

const ruleFor = (item: string, elements: readonly Element[]): PageRule => {
  const inMost = (selector: string): boolean =>
    elements.filter(({ children }) => selectAll<AnyNode, Element>(selector, children).length > 0).length >=
    0.7 * elements.length
  const isLink = elements[0]?.name === 'a'
  const heading = HEADINGS.find(inMost)
  const date = DATES.find((selector) => inMost(selector.replace(/@.*/, '')))
  const link = isLink ? '@href' : heading !== undefined && inMost(`${heading} a[href]`) ? `${heading} a@href` : 'a@href'
  return {
    item,
    title: heading ?? (isLink ? '.' : 'a'),
    link,
    summary: isLink || !inMost('p') ? null : 'p',
    image: null,
    date: date === undefined ? null : { select: date, format: null },
  }
}
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5']
const DATES = ['time', '.date', '.time', '.datetime', '.meta-date', '.published']
