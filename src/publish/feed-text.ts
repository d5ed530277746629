/** What the writers of the three feed formats share: the parts of a document, dates, media types. */
import type { PublishedFeed } from '../model/published-feed.ts'
import type { Instant } from '../model/ids.ts'

/** A feed document cut at its entries, so that a response can leave some of them out (RFC 3229, `feed`). */
export type FeedParts = {
  readonly head: string
  /** In the order of the document. */
  readonly entries: readonly string[]
  readonly between: string
  readonly tail: string
}

export const joinParts = ({ head, entries, between, tail }: FeedParts): string => {
  let text = head
  for (const [index, entry] of entries.entries()) text += index === 0 ? entry : between + entry
  return text + tail
}

/** The name of the program in feeds and lists. Without a version: an upgrade must not change a byte. */
export const GENERATOR = 'Polywire'

/** The address of the service's picture, 512 × 512 pixels. */
export const iconOf = ({ service }: Pick<PublishedFeed, 'service'>): string => `${service.url}icon.png`

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** A language as a document may name it; null: `und`, and codes that no registry names (`eml`), which validators refuse. */
export const writtenLanguage = (language: string): string | null =>
  language === 'und' || languageNames.of(language) === undefined ? null : language

/** RFC 3339, for Atom and JSON Feed; milliseconds only where there are any. */
export const isoDate = (at: Instant): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** RFC 822 with a year of four digits, for RSS. */
export const rfc822Date = (at: Instant): string => new Date(at).toUTCString().replace('GMT', '+0000')

/** The type without parameters if it looks like one (RFC 6838, 4.2), otherwise null: publishers write `mp3` and `audio`. */
export const mediaType = (type: string | null): string | null =>
  /^\s*([a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126})\s*(?:;|$)/i.exec(type ?? '')?.[1]?.toLowerCase() ?? null
