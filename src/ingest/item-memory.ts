/**
 * Remembers for each source the hashes of the bytes that its items were parsed from. The next document shows most items again: before parsing, a short
 * placeholder replaces each known item, so that only new and changed ones are parsed (docs/decisions/0033-known-items.md). The result is the
 * same as that of parsing the whole document; where this is not certain, the whole document is parsed.
 */
import { hash } from 'node:crypto'
import { EDGE_LINES, type EdgeLines } from '../enrich/boilerplate/repeated-lines.ts'
import { type EarlierItem, earlierItem, type IdentifiedItem } from '../enrich/identity.ts'
import { hash48 } from '../lib/hashes.ts'
import type { SourceId } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { Source } from '../model/source.ts'

/** A document of a source. `known`: item key → hash of the stored item. */
export type Document = {
  readonly document: FeedDocument
  readonly source: Pick<Source, 'id' | 'page'>
  readonly known: ReadonlyMap<string, string>
}

/** The byte range of one item in its document, and a hash of these bytes. `known`: the stored item that was parsed from equal bytes; null: none. */
export type Piece = {
  readonly start: number
  readonly end: number
  readonly hash: number
  readonly known: KnownItem | null
}
type KnownItem = EarlierItem & { readonly hash: string; readonly edges: EdgeLines }

export type IdentifiedDocument = {
  readonly ok: true
  readonly parsed: ParsedFeed
  /** The parsed items, which are those without a known piece. */
  readonly items: readonly ParsedItem[]
  readonly articles: readonly IdentifiedItem[]
  readonly pieces: readonly Piece[]
}

/** `edges`: hashes of the first and last lines of each parsed item. */
type ComparedDocument = IdentifiedDocument & { readonly edges: ReadonlyMap<ParsedItem, EdgeLines> }

export type ItemMemory = {
  /** All items of the document, in its order; empty: the document can't be cut into items without parsing it. */
  readonly piecesOf: (task: Document) => readonly Piece[]
  readonly remember: (task: Document, read: ComparedDocument) => void
}

/** Numbers per item, before those of its first and last lines: hashes of its bytes, of the parsed item, of its guid and of its title. */
const OWN_NUMBERS = 4
const NUMBERS = OWN_NUMBERS + EDGE_LINES
/** The most items remembered over all sources: some 6 MB. */
const MOST_ITEMS = 100_000
const NO_GUID = -1

export const createItemMemory = (): ItemMemory => {
  /** In the order in which they were last read, oldest first. */
  const sources = new Map<SourceId, { readonly context: number; readonly numbers: Float64Array }>()
  let size = 0
  const forget = (source: SourceId): void => {
    size -= (sources.get(source)?.numbers.length ?? 0) / NUMBERS
    sources.delete(source)
  }
  return {
    piecesOf: (task) => {
      const pieces = task.source.page === null ? cut(bufferOf(task)) : []
      const remembered = sources.get(task.source.id)
      if (remembered === undefined || remembered.context !== contextOf(task, pieces)) return pieces
      const known = knownItems(remembered.numbers, task.known)
      return pieces.map((piece) => ({ ...piece, known: known.get(piece.hash) ?? null }))
    },
    remember: (task, read) => {
      const { id } = task.source
      forget(id)
      const numbers = numbersOf(read)
      if (numbers.length === 0) return
      sources.set(id, { context: contextOf(task, read.pieces), numbers: Float64Array.from(numbers) })
      size += numbers.length / NUMBERS
      for (const oldest of sources.keys()) {
        if (size <= MOST_ITEMS) break
        forget(oldest)
      }
    },
  }
}

/** The numbers of all items; empty: it is not certain which bytes each item was parsed from. */
const numbersOf = ({ parsed, items, articles, pieces, edges }: ComparedDocument): readonly number[] => {
  if (!isPlain(parsed) || items.length !== pieces.length - knownIn(pieces).length) return []
  const identities = new Map(articles.map(({ item, identity }) => [item, identity]))
  const parsedItems = items.values()
  return pieces.flatMap(({ hash: bytes, known }) => {
    if (known !== null) return [bytes, numberOf(known.hash), known.guid ?? NO_GUID, known.title, ...known.edges]
    const item = parsedItems.next().value
    const identity = item === undefined ? undefined : identities.get(item)
    const earlier = item === undefined || identity === undefined ? null : earlierItem(item, identity)
    const lines = item === undefined ? undefined : edges.get(item)
    if (earlier === null || lines === undefined) return []
    return [bytes, numberOf(identity?.hash ?? ''), earlier.guid ?? NO_GUID, earlier.title, ...lines]
  })
}

const isPlain = ({ encoding, warnings, readByFallback }: ParsedFeed): boolean =>
  encoding === 'utf-8' && warnings.length === 0 && !readByFallback

export const knownIn = (pieces: readonly Piece[]): readonly KnownItem[] => pieces.flatMap(({ known }) => known ?? [])

/** The remembered items whose current state is stored, by the hash of their bytes. */
const knownItems = (numbers: Float64Array, stored: Document['known']): ReadonlyMap<number, KnownItem> => {
  // Only keys by link: the same item may also be stored under its guid, from a time when several items shared its link.
  const byLink = [...stored].filter(([key]) => key.startsWith('link:'))
  const byHash = new Map(byLink.map(([key, itemHash]) => [numberOf(itemHash), { key, hash: itemHash }]))
  const found = new Map<number, KnownItem>()
  for (let at = 0; at < numbers.length; at += NUMBERS) {
    const [bytes = 0, item = 0, guid = NO_GUID, title = 0, ...lines] = numbers.subarray(at, at + NUMBERS)
    const one = byHash.get(item)
    if (one !== undefined) found.set(bytes, { ...one, guid: guid === NO_GUID ? null : guid, title, edges: edgesOf(lines) })
  }
  return found
}
const edgesOf = ([label = 0, first = 0, last = 0, lastButOne = 0]: readonly number[]): EdgeLines => [
  label,
  first,
  last,
  lastButOne,
]
/** The first 48 bits of a hexadecimal hash. */
const numberOf = (hexadecimal: string): number => Number.parseInt(hexadecimal.slice(0, 12), 16)

/** Begins the ids of placeholders. No publisher should write it: a document that contains it is parsed as a whole. */
const STAND_IN = 'polywire-known-item:'

/** The document with placeholders for its known items; null: it has none, or it contains the placeholder's id already. */
export const withStandIns = (task: Document, pieces: readonly Piece[]): Uint8Array | null => {
  const bytes = bufferOf(task)
  if (pieces.every(({ known }) => known === null) || bytes.includes(STAND_IN)) return null
  const parts: Uint8Array[] = []
  let at = 0
  for (const [index, { start, end, known }] of pieces.entries()) {
    if (known === null) continue
    const name = bytes[start + 1] === LETTER_I ? 'item' : 'entry'
    parts.push(bytes.subarray(at, start), Buffer.from(`<${name}><id>${STAND_IN}${index}</id></${name}>`))
    at = end
  }
  return Buffer.concat([...parts, bytes.subarray(at)])
}
const LETTER_I = 0x69

/** The parsed items without the placeholders; null: some placeholder did not come out as one item at its own position. */
export const withoutStandIns = (feed: ParsedFeed, pieces: readonly Piece[]): readonly ParsedItem[] | null => {
  if (!isPlain(feed) || feed.items.length !== pieces.length) return null
  const isInPlace = feed.items.every(({ id }, index) => (id === `${STAND_IN}${index}`) === (pieces[index]?.known !== null))
  return isInPlace ? feed.items.filter((_, index) => pieces[index]?.known === null) : null
}

/** Cuts an XML feed into its items; empty: they are nested, or something other than white space stands between them. */
const cut = (bytes: Buffer): readonly Piece[] => {
  const [item, entry] = [nextOf(bytes, '<item', 0), nextOf(bytes, '<entry', 0)]
  const name = entry === -1 || (item !== -1 && item < entry) ? 'item' : 'entry'
  const [opening, closing] = [`<${name}`, `</${name}>`]
  const pieces: Piece[] = []
  for (let start = name === 'item' ? item : entry; start !== -1; ) {
    const close = bytes.indexOf(closing, start)
    if (close === -1) return []
    const end = close + closing.length
    const next = nextOf(bytes, opening, start + 1)
    const isAlone = next === -1 ? bytes.indexOf(closing, end) === -1 : next >= end && isSpace(bytes, end, next)
    if (!isAlone) return []
    pieces.push({ start, end, hash: hash('sha256', bytes.subarray(start, end), 'buffer').readUIntBE(0, 6), known: null })
    start = next
  }
  return pieces
}

/** The position of the next start tag of exactly this name; -1: there is none. */
const nextOf = (bytes: Buffer, opening: string, from: number): number => {
  for (let at = bytes.indexOf(opening, from); at !== -1; at = bytes.indexOf(opening, at + 1)) {
    const after = bytes[at + opening.length] ?? 0
    if (after === TAG_END || after <= SPACE) return at
  }
  return -1
}
const TAG_END = 0x3e
const SPACE = 0x20

const isSpace = (bytes: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) > SPACE) return false
  return true
}

/** A hash of all that an item's parsing depends on besides its bytes: the tags before the items (namespaces, base, language), address and type. */
const contextOf = (task: Document, pieces: readonly Piece[]): number => {
  const { url, contentType, language } = task.document
  const before = bufferOf(task).toString('latin1', 0, pieces[0]?.start ?? 0)
  return hash48(JSON.stringify([url, contentType, language, before.replaceAll(TEXT_BETWEEN_TAGS, '><')]))
}
const TEXT_BETWEEN_TAGS = />[^<>]*</g

const bufferOf = ({ document: { bytes } }: Document): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
