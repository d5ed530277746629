/**
 * What a document may cost. Each is far above what feeds of this world hold (largest seen: 41 levels, 900 KB in one
 * field) and low enough that a hostile one stays below a second and some tens of megabytes.
 */
export const CAPS = {
  /** Nested elements; what is deeper is read as text of the last one. */
  depth: 200,
  /** Elements inside one item, or outside of all. */
  elements: 50_000,
  attributes: 64,
  /** Characters of one attribute value. */
  attributeLength: 65_536,
  /** Characters of one run of text. */
  text: 2_000_000,
  /** Characters of an id, title, name or other short field. */
  shortText: 20_000,
  categories: 100,
  people: 50,
  enclosures: 50,
} as const

/** Collects what a person should know about a document, each thing once. */
export type Warnings = { readonly add: (warning: string) => void; readonly all: () => readonly string[] }

export const collectWarnings = (): Warnings => {
  const seen = new Set<string>()
  return { add: (warning) => void (seen.size < 20 && seen.add(warning)), all: () => [...seen] }
}
