import { canonicalCharset } from './charset-names.ts'

/** Byte order marks (the longest first: UTF-32LE starts like UTF-16LE). */
const SIGNATURES: readonly (readonly [charset: string, mark: readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

export const charsetOfMark = (bytes: Uint8Array): string | null =>
  SIGNATURES.find(([, mark]) => bytes.length >= mark.length && mark.every((value, at) => bytes[at] === value))?.[0] ?? null

/**
 * Wide charsets without a mark: markup is ASCII, so the zero bytes between its characters show width and order
 * (XML 1.0 appendix F).
 */
export const wideCharset = (bytes: Uint8Array): string | null => {
  const length = Math.min(bytes.length, 400) & ~3
  if (length < 4) return null
  const zeros = [0, 0, 0, 0]
  for (let at = 0; at < length; at += 1) if (bytes[at] === 0) zeros[at & 3] = (zeros[at & 3] ?? 0) + 1
  const [a = 0, b = 0, c = 0, d = 0] = zeros.map((count) => count / (length / 4))
  if (a > 0.9 && b > 0.9 && d < 0.1) return 'utf-32be'
  if (c > 0.9 && d > 0.9 && a < 0.1) return 'utf-32le'
  // Titles in Chinese have few zero bytes; the tags around them have many.
  if (a > 0.3 && c > 0.3 && b < 0.05 && d < 0.05) return 'utf-16be'
  return b > 0.3 && d > 0.3 && a < 0.05 && c < 0.05 ? 'utf-16le' : null
}

export const httpCharset = (contentType: string | null): string | null =>
  canonicalCharset(/;\s*charset\s*=\s*["']?\s*([\w.:+-]+)/i.exec(contentType ?? '')?.[1] ?? null)

const XML_DECLARATION = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:+-]+)/
const META = /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:+-]+)/i

/** What the document says of itself; a wide charset there can't be true, since its bytes were read as ASCII. */
export const writtenCharset = (head: string): string | null => {
  const charset = canonicalCharset(XML_DECLARATION.exec(head)?.[1] ?? META.exec(head)?.[1] ?? null)
  return charset === null || /^utf-(?:16|32)/.test(charset) ? null : charset
}

/** The language that a feed declares, read before its charset is known: such words are ASCII in all of them. */
export const writtenLanguage = (head: string): string | null =>
  /<(?:dc:)?language>\s*([a-z]{2,3}(?:[-_]\w{2,8})*)\s*</i.exec(head)?.[1] ??
  /\sxml:lang\s*=\s*["']([a-z]{2,3}(?:-\w{2,8})*)["']/i.exec(head)?.[1] ??
  null
