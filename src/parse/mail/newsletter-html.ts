import { type AnyNode, type Element, isTag, isText } from 'domhandler'
import { getOuterHTML, removeElement } from 'domutils'
import { withoutTracking } from '../../lib/canonical-url.ts'
import words from '../../words/newsletters.json' with { type: 'json' }
import { pageTree } from '../page/page-tree.ts'
import { textInside } from '../page/read-page.ts'
import { escapeText } from '../xml/markup.ts'

/** What in a message belongs to its recipient: addresses in small letters, and the links of List-Unsubscribe (RFC 2369). */
export type Personal = { readonly addresses: readonly string[]; readonly links: ReadonlySet<string> }

/** A longer block is text with a link in it, of which only the link is removed. */
const LONGEST_FOOTER = 400
const LONGEST_LINK_TEXT = 48

const FOOTER = new RegExp(
  Object.values(words.footer)
    .flat()
    .map((phrase) => RegExp.escape(phrase).replaceAll(' ', '\\s{1,3}'))
    .join('|'),
  'iu',
)
const FOOTER_PATH = /unsubscri|opt[-_]?out|(?:email|manage|update)[-_]?(?:preferences|subscription|profile)/i
const HIDDEN = /(?:^|[;\s])(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all)/i
const BLOCKS: ReadonlySet<string> = new Set([
  'p',
  'td',
  'th',
  'li',
  'div',
  'center',
  'footer',
  'section',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
])

/**
 * The HTML of a newsletter without what only its recipient should see: blocks with links to unsubscribe or to the copy in a browser, blocks with the
 * recipient's address, hidden text, tracking parameters of links.
 */
export const newsletterHtml = (html: string, personal: Personal): string => {
  const tree = pageTree(html)
  const waiting: AnyNode[] = tree.children.toReversed()
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isText(node) && namesRecipient(node.data, personal)) {
      const block = blockAround(node)
      if (block === null) node.data = withoutAddresses(node.data, personal)
      else removeElement(block)
    }
    if (!isTag(node)) continue
    if (HIDDEN.test((node.attribs['style'] ?? '').slice(0, 1_000)) || 'hidden' in node.attribs) removeElement(node)
    else if (node.name === 'a' && isFooterLink(node, personal)) removeElement(blockAround(node) ?? node)
    else {
      if (node.name === 'a' && node.attribs['href'] !== undefined) node.attribs['href'] = withoutTracking(node.attribs['href'])
      for (let at = node.children.length - 1; at >= 0; at -= 1) waiting.push(node.children[at] as AnyNode)
    }
  }
  return getOuterHTML(tree.children, { decodeEntities: true })
}

/** The text of a newsletter as HTML, without the same. */
export const newsletterText = (text: string, personal: Personal): string =>
  text
    .split(/^-- ?$/m, 1)
    .join('')
    .split(/\n[^\S\n]*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !(part.length <= LONGEST_FOOTER && isFooterText(part, personal)))
    .map(
      (part) =>
        `<p>${escapeText(withoutAddresses(part.replaceAll(ADDRESS, withoutTracking), personal)).replaceAll('\n', '<br>')}</p>`,
    )
    .join('\n')
const ADDRESS = /https?:\/\/[^\s<>"]{1,4000}/g

const isFooterText = (text: string, personal: Personal): boolean =>
  namesRecipient(text, personal) ||
  [...personal.links].some((link) => text.includes(link)) ||
  (text.includes('://') && FOOTER.test(text))

const isFooterLink = (link: Element, { links }: Personal): boolean => {
  const href = link.attribs['href']?.trim() ?? ''
  if (links.has(href) || FOOTER_PATH.test(href.slice(0, 4_000).replace(/^[a-z]+:\/\/[^/]*/i, ''))) return true
  const text = textInside(link)
  return text.length <= LONGEST_LINK_TEXT && FOOTER.test(text)
}

const namesRecipient = (text: string, { addresses }: Personal): boolean => {
  const small = text.includes('@') ? text.toLowerCase() : ''
  return addresses.some((address) => small.includes(address))
}

const withoutAddresses = (text: string, { addresses }: Personal): string =>
  addresses.reduce((left, address) => left.replaceAll(new RegExp(RegExp.escape(address), 'gi'), ''), text)

/** The nearest block around a node; null: none, or it has more text than a footer. */
const blockAround = (node: AnyNode): Element | null => {
  for (let above = node.parent; above !== null && isTag(above); above = above.parent)
    if (BLOCKS.has(above.name)) return textInside(above).length <= LONGEST_FOOTER ? above : null
  return null
}
