/** Finds elements that look like items in a feed in which no items were found: such a feed is not empty. */
import type { XmlElement } from './xml/element.ts'

/** Describes the elements of an XML feed that look like items; null: none does. */
export const unreadElements = (root: XmlElement): string | null => {
  const found = new Map<string, number>()
  countIn(root, DEEPEST, found)
  const [most] = [...found].toSorted(([, one], [, other]) => other - one)
  if (most === undefined) return null
  const [name, count] = most
  const what = name === 'rdf:li' ? 'the list of items names' : `elements «${name.slice(0, 50)}» look like items:`
  return `${what} ${count}, but there is no «${root.name === 'atom:feed' ? 'entry' : 'item'}»`
}

/** How many levels below the root are searched: `rss`, `channel`, a list, its items. */
const DEEPEST = 3

const countIn = (parent: XmlElement, depth: number, found: Map<string, number>): void => {
  for (const child of parent.children) {
    if (typeof child === 'string' || NO_ITEMS.has(child.name)) continue
    if (looksLikeItem(child)) count(found, child.name === 'rdf:li' ? child.name : child.writtenName)
    else if (depth > 0) countIn(child, depth - 1, found)
  }
}

const count = (found: Map<string, number>, name: string): void => void found.set(name, (found.get(name) ?? 0) + 1)

/** Parts of a channel that have a title or a name but are no items. */
const NO_ITEMS: ReadonlySet<string> = new Set(['image', 'textinput', 'cloud', 'author', 'atom:author', 'atom:contributor'])
const TITLES: ReadonlySet<string> = new Set(['title', 'headline', 'name'])
const CONTENTS: ReadonlySet<string> = new Set(
  'link url guid id date pubdate published updated description summary content body text'.split(' '),
)

const looksLikeItem = ({ name, children }: XmlElement): boolean => {
  if (name === 'rdf:li') return true
  // Elements of modules are no items: they describe pictures, licences and people, which have titles too.
  if (name === 'channel' || /^(?!atom:|\?:).+:/.test(name)) return false
  const names = children.flatMap((child) => (typeof child === 'string' ? [] : child.name.slice(child.name.indexOf(':') + 1)))
  return names.some((one) => TITLES.has(one)) && names.some((one) => CONTENTS.has(one))
}
