import type { LanguageTag } from '../model/ids.ts'

/** One feed of a list. Everything but the address may be missing in other people's lists. */
export type OpmlFeed = {
  readonly title: string | null
  readonly url: string
  readonly site: string | null
  readonly language: LanguageTag | null
  readonly description: string | null
  /** Folders around it and its own categories, each a path: `technology/standards`. */
  readonly categories: readonly string[]
  /** What OPML has no word for, under our own prefix: `{ id: 'ripe-labs', country: 'NL' }` is `polywire:id="ripe-labs" …`. */
  readonly extra: Readonly<Record<string, string>>
}
