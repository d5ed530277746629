import { textOf, type XmlElement } from '../xml/element.ts'

/** An element's children by name, each list in document order. */
export type Children = ReadonlyMap<string, readonly XmlElement[]>

/** Media RSS nests: what stands in a group or content counts for the item. */
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

/** The first non-null answer, asking elements in the order of names (the order of trust), then of the document. */
export const firstOf = <T>(children: Children, names: readonly string[], read: (element: XmlElement) => T | null): T | null => {
  for (const name of names) {
    for (const element of all(children, name)) {
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
