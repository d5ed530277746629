import { createHash, hash } from 'node:crypto'

/**
 * FNV-1a (Fowler, Noll and Vo) in 32 bits, over UTF-16 code units instead of bytes. Fingerprints, terms and the addresses of archives contain such
 * hashes, also in databases, so the values must never change.
 */
export const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

export const mixIn = (hash: number, unit: number): number => Math.imul(hash ^ unit, FNV_PRIME)

/** The signed 32-bit hash of a text; `seed`: the hash of what precedes it. */
export const fnv1a = (text: string, seed = FNV_OFFSET): number => {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = mixIn(hash, text.charCodeAt(at))
  return hash
}

export const fnv1aOfUnits = (units: Uint16Array, start: number, end: number, seed = FNV_OFFSET): number => {
  let hash = seed
  for (let at = start; at < end; at++) hash = mixIn(hash, units[at] ?? 0)
  return hash
}

/** The first 48 bits of SHA-256, which a number represents exactly. Within one document, equal hashes by chance are practically impossible. */
export const hash48 = (text: string): number => hash('sha256', text, 'buffer').readUIntBE(0, 6)

/** UUID of version 5 (RFC 9562, 5.5): the same name in the same namespace always gives the same id. */
export const uuidV5 = (namespace: string, name: string): string => {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
