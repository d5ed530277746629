export type XmlElement = {
  /** Lower-case name with our own prefix for its vocabulary, whatever prefix the document uses: `title`, `dc:creator`, `atom:link`. */
  readonly name: string
  readonly writtenName: string
  /** Names (as written) and decoded values, alternating. */
  readonly attributes: readonly string[]
  readonly children: XmlNode[]
  /** The base of relative URLs: `xml:base`, inherited, or else the document's URL. */
  readonly base: string
  /** `xml:lang`, inherited; null: none, or cleared by an empty one. */
  readonly language: string | null
}

/** Text is decoded; CDATA sections and text are the same. */
export type XmlNode = XmlElement | string

/** An attribute's value, whatever case or prefix its name was written in; null if there is none. */
export const attribute = (element: XmlElement, name: string): string | null => {
  const { attributes } = element
  for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === name) return attributes[at + 1] ?? null
  for (let at = 0; at < attributes.length; at += 2) {
    const written = attributes[at] ?? ''
    if (written.length < name.length) continue
    const local = written.slice(written.indexOf(':') + 1).toLowerCase()
    if (local === name || written.toLowerCase() === name) return attributes[at + 1] ?? null
  }
  return null
}

export const hasElements = (element: XmlElement): boolean => element.children.some((child) => typeof child !== 'string')

export const textOf = (element: XmlElement): string => {
  const { children } = element
  if (children.length === 0) return ''
  const [only] = children
  if (children.length === 1 && typeof only === 'string') return only.trim()
  return collectText(element).trim()
}

const collectText = (element: XmlElement): string => {
  let text = ''
  for (const child of element.children) text += typeof child === 'string' ? child : collectText(child)
  return text
}

/** An element's children by name, each list in document order. */
export type Children = ReadonlyMap<string, readonly XmlElement[]>

/** Elements whose children count as the item's too: Media RSS nests. */
const TRANSPARENT = new Set(['media:group', 'media:content'])

export const childrenOf = (...parents: readonly XmlElement[]): Children => {
  const found = new Map<string, XmlElement[]>()
  for (const parent of parents) addChildren(found, parent)
  return found
}

const addChildren = (found: Map<string, XmlElement[]>, parent: XmlElement): void => {
  for (const child of parent.children) {
    if (typeof child === 'string') continue
    const same = found.get(child.name)
    if (same === undefined) found.set(child.name, [child])
    else same.push(child)
    if (TRANSPARENT.has(child.name)) addChildren(found, child)
  }
}

const NONE: readonly XmlElement[] = []
export const all = (children: Children, name: string): readonly XmlElement[] => children.get(name) ?? NONE

/**
 * The first non-null result of `read`, over elements in the order of names (the most reliable first), then of the document. `most`: how many
 * elements are tried.
 */
export const firstOf = <T>(
  children: Children,
  names: readonly string[],
  read: (element: XmlElement) => T | null,
  most = Number.POSITIVE_INFINITY,
): T | null => {
  let tried = 0
  for (const name of names) {
    for (const element of all(children, name)) {
      if (tried === most) return null
      tried += 1
      const found = read(element)
      if (found !== null) return found
    }
  }
  return null
}

/** Text of an element, or null where there is none. */
export const nonEmptyText = (element: XmlElement): string | null => {
  const text = textOf(element)
  return text === '' ? null : text
}
