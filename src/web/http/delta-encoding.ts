/** Earlier editions of a document, so that a reader who has one of them gets only the entries that are new since (RFC 3229, `feed`). */
import { hash } from 'node:crypto'
import type { FeedParts } from '../../publish/feed-text.ts'

export type EntryHistory = {
  /** Number of this version of the document; it rises by one whenever the bytes at this address change. */
  readonly edition: number
  /** From the number of an entity tag to the edition that last had this tag. Each edition passes the map on to the next. */
  readonly editions: Map<number, number>
  readonly entries: readonly Entry[]
  /** Byte offsets of the end of the head and the start of the tail. */
  readonly headEnd: number
  readonly tailStart: number
  readonly between: Buffer
}
/** An entry's byte range, the hash of its text (`mark`), and the edition since which this text has been in the document. */
type Entry = { readonly from: number; readonly to: number; readonly mark: number; readonly since: number }

/** The most tags of a document. At one edition in five seconds, the most under load, these are the tags of five hours. 40 bytes each. */
const MOST_TAGS = 4_096

export const entryHistory = (pieces: FeedParts, tagHash: string, earlier: EntryHistory | null): EntryHistory => {
  const edition = (earlier?.edition ?? 0) + 1
  const since = new Map(earlier?.entries.map((entry) => [entry.mark, entry.since]))
  const between = Buffer.from(pieces.between)
  const headEnd = Buffer.byteLength(pieces.head)
  let end = headEnd
  const entries = pieces.entries.map((text, index): Entry => {
    const from = index === 0 ? end : end + between.length
    end = from + Buffer.byteLength(text)
    const mark = hash('sha256', text, 'buffer').readUIntBE(0, 6)
    return { from, to: end, mark, since: since.get(mark) ?? edition }
  })
  return { edition, editions: noted(earlier?.editions, tagHash, edition), entries, headEnd, tailStart: end, between }
}

const noted = (editions: Map<number, number> = new Map(), tagHash: string, edition: number): Map<number, number> => {
  const number = numberIn(tagHash)
  // A tag that comes back gets the current edition: entries that were missing in between count as new from now.
  editions.delete(number)
  editions.set(number, edition)
  const [oldest] = editions.keys()
  if (editions.size > MOST_TAGS && oldest !== undefined) editions.delete(oldest)
  return editions
}

/** 48 bits of the tag: the first eight characters of base64url. -1: it is no such tag. */
const numberIn = (tagHash: string): number => {
  const bytes = Buffer.from(tagHash.slice(0, 8), 'base64url')
  return bytes.length === 6 ? bytes.readUIntBE(0, 6) : -1
}

export type Base = { readonly tag: string; readonly edition: number }

const OUR_TAG = /"([\w-]{27})(?:-(?:gzip|br))?"/g

/** The latest of the tags of an If-None-Match header that this document has had; null: it has had none of them. */
export const baseIn = (ifNoneMatch: string, { editions }: EntryHistory): Base | null => {
  let latest: Base | null = null
  for (const [tag, tagHash = ''] of ifNoneMatch.slice(0, 1_000).matchAll(OUR_TAG)) {
    const edition = editions.get(numberIn(tagHash))
    if (edition !== undefined && edition > (latest?.edition ?? 0)) latest = { tag, edition }
  }
  return latest
}

/** The document with only the entries that are new or changed since the base; null: all are, so the whole document is as short. */
export const newSince = (raw: Buffer, history: EntryHistory, { edition }: Base): Buffer | null => {
  const { entries, headEnd, tailStart, between } = history
  const fresh = entries.filter(({ since }) => since > edition)
  if (fresh.length === entries.length && entries.length > 0) return null
  const parts = fresh.flatMap(({ from, to }, index) =>
    index === 0 ? [raw.subarray(from, to)] : [between, raw.subarray(from, to)],
  )
  return Buffer.concat([raw.subarray(0, headEnd), ...parts, raw.subarray(tailStart)])
}

/** Whether the client accepts a part of a feed in place of the whole; a weight of 0 means that it does not. */
export const takesFeedDelta = (aIm: string | undefined): boolean =>
  aIm !== undefined && /(?:^|,)\s*feed\s*(?:;\s*q=(?:0?\.0*[1-9]\d*|1(?:\.0*)?)\s*)?(?:,|$)/i.test(aIm.slice(0, 200))
