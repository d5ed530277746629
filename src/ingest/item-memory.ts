/**
 * Remembers, of each source, which bytes its items were read from. The next document shows most of them again: a stand-in takes their place
 * before it is read, and only what is new or changed is parsed (docs/decisions/0033-known-items.md). What comes out is the same as
 * without; where that is not certain, the whole document is read.
 */
import { hash } from 'node:crypto'
import { EDGE_LINES, type EdgeLines } from '../enrich/boilerplate/repeated-lines.ts'
import { type EarlierItem, earlierItem, type IdentifiedItem } from '../enrich/identity.ts'
import { hash48 } from '../lib/hashes.ts'
import type { SourceId } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { Source } from '../model/source.ts'

/** A document of a source. `known`: item key → hash of what is stored. */
export type Document = {
  readonly document: FeedDocument
  readonly source: Pick<Source, 'id' | 'page'>
  readonly known: ReadonlyMap<string, string>
}

/** The bytes of one item. `known`: what was read from the same bytes before, and is stored. */
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
  /** Without known pieces. */
  readonly items: readonly ParsedItem[]
  readonly articles: readonly IdentifiedItem[]
  readonly pieces: readonly Piece[]
}

/** With what each parsed item begins and ends with. */
type ComparedDocument = IdentifiedDocument & { readonly edges: ReadonlyMap<ParsedItem, EdgeLines> }

export type ItemMemory = {
  /** All items of the document, in its order; empty: they can't be together apart without parsing it. */
  readonly piecesOf: (task: Document) => readonly Piece[]
  readonly remember: (task: Document, read: ComparedDocument) => void
}

/** Numbers of one item: hashes of its bytes, of what was read from them, of guid and title, and of its first and last lines. */
const OWN_NUMBERS = 4
const NUMBERS = OWN_NUMBERS + EDGE_LINES
/** Some 6 MB. */
const MOST_ITEMS = 100_000
const NO_GUID = -1

export const createItemMemory = (): ItemMemory => {
  /** Those read last stand last. */
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

/** Empty: which bytes each item was read from is not certain. */
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

/** Those whose state is stored, by the hash of their bytes. */
const knownItems = (numbers: Float64Array, stored: Document['known']): ReadonlyMap<number, KnownItem> => {
  // The same item may be stored under its guid too, from when many shared its page.
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
/** 48 bits of a hexadecimal hash. */
const numberOf = (hexadecimal: string): number => Number.parseInt(hexadecimal.slice(0, 12), 16)

/** An id that no publisher writes: a document that holds it is read whole. */
const STAND_IN = 'polywire-known-item:'

/** The document with stand-ins for its known items; null: there are none. */
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

/** What was parsed beside the stand-ins; null: not each of them came out as an item of its own, in its place. */
export const withoutStandIns = (feed: ParsedFeed, pieces: readonly Piece[]): readonly ParsedItem[] | null => {
  if (!isPlain(feed) || feed.items.length !== pieces.length) return null
  const isInPlace = feed.items.every(({ id }, index) => (id === `${STAND_IN}${index}`) === (pieces[index]?.known !== null))
  return isInPlace ? feed.items.filter((_, index) => pieces[index]?.known === null) : null
}

/** Items of XML, one after another with nothing but space between them. */
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

/** The next start tag of exactly this name. */
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

/** What an item's reading depends on beside its own bytes: the tags around it (namespaces, base, language), and what is known from outside. */
const contextOf = (task: Document, pieces: readonly Piece[]): number => {
  const { url, contentType, language } = task.document
  const before = bufferOf(task).toString('latin1', 0, pieces[0]?.start ?? 0)
  return hash48(JSON.stringify([url, contentType, language, before.replaceAll(TEXT_BETWEEN_TAGS, '><')]))
}
const TEXT_BETWEEN_TAGS = />[^<>]*</g

const bufferOf = ({ document: { bytes } }: Document): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
