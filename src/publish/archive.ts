/**
 * Archived feeds (RFC 5005, section 4). A feed is cut into documents in the order of arrival, so that no entry is ever inserted
 * later. A document begins at an entry whose hashed id says so, or after a full document. So the cuts depend only on the entries
 * next to them, not on how many old entries retention has deleted.
 */

import { fnv1a } from '../lib/hashes.ts'

/** One document: the entries from article number `from` to the next cut or, if there is none yet, to `upTo`. */
export type ArchivePart = { readonly from: number; readonly upTo: number | null }

/** The previous and next documents; null: there is none, or the document is not part of a chain. */
export type ArchiveLinks = { readonly previous: ArchivePart | null; readonly next: ArchivePart | null }
export const NO_ARCHIVES: ArchiveLinks = { previous: null, next: null }

export const ARCHIVE_ENTRIES = 200
/** One entry in 100, on average, begins a document. */
const ONE_IN = 100

/** True: a document begins at the entry with this id. The rule never changes, since every archive's address depends on it. */
export const beginsDocument = (id: string): boolean => (fnv1a(id) >>> 0) % ONE_IN === 0

export const documentsIn = <Entry>(run: readonly Entry[]): readonly (readonly Entry[])[] => {
  const documents: (readonly Entry[])[] = []
  for (let at = 0; at < run.length; at += ARCHIVE_ENTRIES) documents.push(run.slice(at, at + ARCHIVE_ENTRIES))
  return documents
}

/** `120`, or `120-187` for an unfinished document: with more entries it gets another address. */
export const archiveText = ({ from, upTo }: ArchivePart): string => (upTo === null ? `${from}` : `${from}-${upTo}`)

/** Reads what `archiveText` writes; null for anything else. */
export const parseArchive = (text: string): ArchivePart | null => {
  const [, from, upTo] = /^([1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/.exec(text) ?? []
  return from === undefined ? null : { from: Number(from), upTo: upTo === undefined ? null : Number(upTo) }
}
