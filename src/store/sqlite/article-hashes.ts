import { hash } from 'node:crypto'
import { guidPath } from '../../lib/canonical-url.ts'
import type { Article } from '../../model/article.ts'
import type { SourceId } from '../../model/ids.ts'

/** Numbers of 48 bits: exact in a number. What they find is compared before it counts. */
export type IdentityHashes = { readonly url: number | null; readonly guid: number | null; readonly content: number }

export const identityHashes = (source: SourceId, article: Article, words: string): IdentityHashes => {
  const url = article.canonicalUrl ?? article.link
  const guid = guidKey(source, article.guid)
  return {
    url: url === null ? null : urlHash(url),
    guid: guid === null ? null : hashOfGuid(source, guid),
    content: hash48(words),
  }
}

const hash48 = (text: string): number => Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16)
const bitsOfGroup = (group: string): number => (hash48(group) % 2 ** 16) * 2 ** 32
/** The same, 16 of the bits from the group, which is mostly that of the text before. */
const createGroupedHash = () => {
  let last = { group: '', bits: bitsOfGroup('') }
  return (group: string, text: string): number => {
    if (group !== last.group) last = { group, bits: bitsOfGroup(group) }
    return last.bits + lowerBits(hash48(text))
  }
}
const hashOfUrl = createGroupedHash()
const hashOfGuid = createGroupedHash()

export const urlHash = (url: string): number => hashOfUrl(/^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '', url)
/** Guids mean something within their source only. */
export const guidKey = (source: SourceId, guid: string | null): string | null => {
  const path = guid === null ? null : guidPath(guid)
  return path === null ? null : `${source}\0${path}`
}

/** Columns of `article` that the index of hashes is made of. */
export type IdentityRow = { readonly url_hash: number | null; readonly guid_hash: number | null; readonly content_hash: number }

export const identityHashesOf = (row: IdentityRow): IdentityHashes => ({
  url: row.url_hash,
  guid: row.guid_hash,
  content: row.content_hash,
})

/** As the index of hashes has them: unsigned 32-bit numbers. */
export const hashesOfIdentity = ({ url, guid, content }: IdentityHashes): readonly number[] =>
  [url, guid, content].flatMap((hashed) => (hashed === null ? [] : [lowerBits(hashed)]))

/** The same of a fingerprint's bands. */
export const hashesOfBands = (bands: Uint8Array): readonly number[] => [...new Set(new Uint32Array(bands.slice().buffer))]

/** Of a 48-bit hash. */
export const lowerBits = (hashed: number): number => hashed % 2 ** 32
