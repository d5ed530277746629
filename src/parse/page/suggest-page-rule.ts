import { selectAll } from 'css-select'
import { type AnyNode, type Document, type Element, isTag } from 'domhandler'
import { canonicalUrl } from '../../lib/canonical-url.ts'
import { joinUrl } from '../../lib/url.ts'
import type { PageRule } from '../../model/source.ts'
import { pageTree } from './page-tree.ts'
import { type PageContext, readPage, textInside } from './read-page.ts'

/** The fewest items of a rule: a news page has at least this many headlines in the same markup. */
const FEWEST = 3
/** How many levels above its link an item's element may be. */
const HIGHEST = 5
const MOST_LINKS = 2_000
/** Links inside these elements are no headlines. */
const MENUS = new Set(['nav', 'footer', 'header', 'aside', 'form'])

/**
 * Suggests a rule that reads a page's headlines, as a draft for an operator. Its items are the repeated elements with one headline each,
 * those with the longest headlines. The rule is tried before it is returned. Null: no such elements, or the rule finds too few items.
 */
export const suggestPageRule = (html: string, context: PageContext): PageRule | null => {
  const document = pageTree(html)
  const [best] = repeatedIn(headlinesOf(document, context.url))
  const rule = best === undefined ? null : ruleFor(best)
  return rule !== null && (itemsBy(rule, html, context)?.length ?? 0) >= FEWEST ? rule : null
}

/**
 * A rule for a page whose own rule finds nothing any more: the one whose items are most of the `known` pages (canonical addresses) that the page still
 * links to, with as few others as possible; where it links to fewer than three of them, the one of `suggestPageRule`.
 */
export const healPageRule = (html: string, known: ReadonlySet<string>, context: PageContext): PageRule | null => {
  const links = linksOf(pageTree(html), context.url).filter(({ url }) => known.has(canonicalUrl(url) ?? ''))
  const pages = new Set(links.map(({ url }) => url))
  if (pages.size < FEWEST) return suggestPageRule(html, context)
  const tried = repeatedIn(links)
    .slice(0, MOST_TRIED)
    .flatMap((repeated) => {
      const rule = ruleFor(repeated)
      const items = itemsBy(rule, html, context) ?? []
      const found = items.filter(({ link }) => link !== null && pages.has(link)).length
      return found < FEWEST ? [] : [{ rule, found, others: items.length - found }]
    })
  const [best] = tried.toSorted((a, b) => b.found - a.found || a.others - b.others)
  return best === undefined || best.found < 0.5 * pages.size ? suggestPageRule(html, context) : best.rule
}
const MOST_TRIED = 12

/** The rule as an operator writes it into sources.yaml. */
export const writtenPageRule = ({ date, ...selectors }: PageRule): string => {
  const format = date?.format == null ? '' : `, format: ${JSON.stringify(date.format)}`
  const dated = date === null ? [] : [`date: { select: ${JSON.stringify(date.select)}${format} }`]
  const named = Object.entries(selectors).flatMap(([name, selector]) =>
    selector === null ? [] : [`${name}: ${JSON.stringify(selector)}`],
  )
  return `page: { ${[...named, ...dated].join(', ')} }`
}

const itemsBy = (rule: PageRule, html: string, context: PageContext) => {
  const reading = readPage(html, rule, context)
  return reading === 'too-hard' ? null : (reading?.items ?? null)
}

/** The selectors that match one element for each of these links, the best first. */
const repeatedIn = (links: readonly Headline[]): readonly Selected[] =>
  [...itemSelectors(links)]
    .map(([selector, repeated]) => ({ ...repeated, selector }))
    .filter((one) => one.links.size >= FEWEST && areAlike(one.links.size, one.elements.size))
    .toSorted((a, b) => b.weight - a.weight || b.height - a.height)

/** Is there one headline for each item, with few exceptions? */
const areAlike = (links: number, elements: number): boolean => Math.min(links, elements) >= 0.8 * Math.max(links, elements)

type Headline = { readonly link: Element; readonly url: string; readonly length: number }

const linksOf = (document: Document, url: string): readonly Headline[] =>
  selectAll<AnyNode, Element>('a[href]', document)
    .slice(0, MOST_LINKS)
    .map((link) => ({
      link,
      url: joinUrl(url, link.attribs['href'] ?? '').replace(/#.*$/s, ''),
      length: lengthOf(textInside(link)),
    }))

const headlinesOf = (document: Document, url: string): readonly Headline[] => {
  const site = siteOf(url)
  return linksOf(document, url).filter(
    (one) => one.length >= SHORTEST && siteOf(one.url) === site && !above(one.link).some(({ name }) => MENUS.has(name)),
  )
}

/** The length of a text in Latin letters: a character for a word or syllable counts as three. */
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

type Selected = Repeated & { readonly selector: string }
type Repeated = { readonly elements: Set<Element>; readonly links: Set<string>; weight: number; readonly height: number }

/** By selector, the elements that it matches among the headlines' links and their ancestors. */
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

/** A selector of the element: `ul.news > li`, `article.teaser`; null: nothing distinguishes it from other elements. */
const selectorOf = (element: Element): string | null => {
  const own = nameWithClass(element)
  const parent = element.parent !== null && isTag(element.parent) ? element.parent : null
  if (own.includes('.')) return own
  if (element.name === 'article') return 'article'
  if (parent === null || parent.name === 'body' || parent.name === 'html') return null
  const list = nameWithClass(parent)
  const part = list.includes('.') ? undefined : above(parent).find(({ attribs }) => isLasting(attribs['id'] ?? ''))
  return `${part === undefined ? '' : `#${part.attribs['id']} `}${list} > ${own}`
}

const nameWithClass = ({ name, attribs }: Element): string => {
  const named = (attribs['class'] ?? '').split(/\s+/).find(isLasting)
  return named === undefined ? name : `${name}.${named}`
}
const CLASS = /^[A-Za-z][\w-]{1,40}$/
const isLasting = (name: string): boolean => CLASS.test(name) && !GENERATED.test(name)
/** Names that are unstable: names with digits change with the next build of the site, the others from item to item. */
const GENERATED = /\d|^(?:is|has)-|^(?:first|last|odd|even|active|clearfix|row|col)\b/

const ruleFor = ({ selector: item, elements: matched }: Selected): PageRule => {
  const elements = [...matched]
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
