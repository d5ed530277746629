/**
 * Archived feeds (RFC 5005, section 4). A feed is cut into documents along the order in which its entries came, so that nothing ever
 * comes in between. An entry whose id says so begins a document, as does whichever comes after a full one. So where the cuts lie
 * depends on nothing but the entries about them, not on how many retention has taken at the far end.
 */

import { fnv1a } from '../lib/fnv1a.ts'

/** One document: the entries from article number `from` on, to the next cut or, before that has come, to `upTo`. */
export type ArchivePart = { readonly from: number; readonly upTo: number | null }

/** Where the documents beside one stand; null: there is none, or it is not one of a chain. */
export type ArchiveLinks = { readonly previous: ArchivePart | null; readonly next: ArchivePart | null }
export const NO_ARCHIVES: ArchiveLinks = { previous: null, next: null }

/** Most entries in one document. */
export const ARCHIVE_ENTRIES = 200
/** One entry in so many begins a document by itself. */
const ONE_IN = 100

/** Part of every archive's address: it never changes. */
export const beginsDocument = (id: string): boolean => (fnv1a(id) >>> 0) % ONE_IN === 0

/** Of a run of entries that begins with a document, in the order of arrival: the documents in it. */
export const documentsIn = <Entry>(run: readonly Entry[]): readonly (readonly Entry[])[] => {
  const documents: (readonly Entry[])[] = []
  for (let at = 0; at < run.length; at += ARCHIVE_ENTRIES) documents.push(run.slice(at, at + ARCHIVE_ENTRIES))
  return documents
}

/** `120`, or `120-187` for a document that is not full yet: what comes later gets another address. */
export const archiveText = ({ from, upTo }: ArchivePart): string => (upTo === null ? `${from}` : `${from}-${upTo}`)

/** What `archiveText` wrote; null: something else. */
export const parseArchive = (text: string): ArchivePart | null => {
  const [, from, upTo] = /^([1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/.exec(text) ?? []
  return from === undefined ? null : { from: Number(from), upTo: upTo === undefined ? null : Number(upTo) }
}
