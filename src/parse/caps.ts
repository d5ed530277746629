/**
 * Limits of a document. Each is far above what real feeds contain (largest seen: 41 levels, 900 KB in one field), and low enough that a
 * hostile document takes less than a second and some tens of megabytes.
 */
export const CAPS = {
  /** Levels of nested elements; deeper ones are read as text of the last level. */
  depth: 200,
  /** Elements inside one item, or outside of all items. */
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

/** Collects notes on a document for the operator, each once, at most 20. */
export type Warnings = { readonly add: (warning: string) => void; readonly all: () => readonly string[] }

export const collectWarnings = (): Warnings => {
  const seen = new Set<string>()
  return { add: (warning) => void (seen.size < 20 && seen.add(warning)), all: () => [...seen] }
}
