import iconv from 'iconv-lite'

/** Byte order marks, the longest first, since that of UTF-32LE begins like that of UTF-16LE. */
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
 * The UTF-16 or UTF-32 of bytes without a byte order mark; null: neither. Markup is ASCII, so the zero bytes between its characters show
 * width and order (XML 1.0, appendix F).
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
  canonicalCharset(/;\s*charset\s*=[\s"']*([\w.:+-]+)/i.exec(contentType ?? '')?.[1] ?? null)

const XML_DECLARATION = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=[\s"']*([\w.:+-]+)/
const META = /<meta\s[^<>]{0,200}?charset\s*=[\s"']*([\w.:+-]+)/i

/** The charset that the document itself declares. UTF-16 and UTF-32 are ignored there: the declaration was readable as ASCII. */
export const writtenCharset = (head: string): string | null => {
  const charset = canonicalCharset(XML_DECLARATION.exec(head)?.[1] ?? META.exec(head)?.[1] ?? null)
  return charset === null || /^utf-(?:16|32)/.test(charset) ? null : charset
}

/** The language that a feed declares, read before its charset is known: language tags are ASCII in every charset. */
export const writtenLanguage = (head: string): string | null =>
  /<(?:dc:)?language>\s*([a-z]{2,3}(?:[-_][a-z\d]{2,8})*)\s*</i.exec(head)?.[1] ??
  /\sxml:lang\s*=\s*["']([a-z]{2,3}(?:-[a-z\d]{2,8})*)["']/i.exec(head)?.[1] ??
  null

/**
 * Labels that stand for a superset in practice, or have another usual name: gb2312 is decoded as GB18030, iso-8859-1 as windows-1252 (as in
 * WHATWG Encoding, section 4.2).
 */
const SUPERSETS = new Map([
  ['gb2312', 'gb18030'],
  ['gb_2312-80', 'gb18030'],
  ['x-gbk', 'gb18030'],
  ['gbk', 'gb18030'],
  ['cp936', 'gb18030'],
  ['big5', 'big5-hkscs'],
  ['big5hkscs', 'big5-hkscs'],
  ['x-x-big5', 'big5-hkscs'],
  ['cp950', 'big5-hkscs'],
  ['shift_jis', 'cp932'],
  ['shift-jis', 'cp932'],
  ['sjis', 'cp932'],
  ['x-sjis', 'cp932'],
  ['ms_kanji', 'cp932'],
  ['shift_jis_2004', 'cp932'],
  ['windows-31j', 'cp932'],
  ['x-euc-jp', 'euc-jp'],
  ['euc-jis-2004', 'euc-jp'],
  ['euc-kr', 'cp949'],
  ['ks_c_5601-1987', 'cp949'],
  ['ks_c_5601', 'cp949'],
  ['ksc5601', 'cp949'],
  ['uhc', 'cp949'],
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['iso_8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['latin-1', 'windows-1252'],
  ['l1', 'windows-1252'],
  ['ascii', 'windows-1252'],
  ['us-ascii', 'windows-1252'],
  ['ansi', 'windows-1252'],
  ['iso-8859-9', 'windows-1254'],
  ['iso-8859-11', 'windows-874'],
  ['tis-620', 'windows-874'],
  ['tis620', 'windows-874'],
  ['iso-8859-8-i', 'windows-1255'],
  ['iso-8859-8-e', 'iso-8859-8'],
  ['utf8', 'utf-8'],
  ['utf-8-sig', 'utf-8'],
  ['unicode-1-1-utf-8', 'utf-8'],
  ['utf8mb4', 'utf-8'],
  ['utf16', 'utf-16'],
  ['ucs-2', 'utf-16'],
  ['unicode', 'utf-16'],
  ['mac', 'macintosh'],
  ['macroman', 'macintosh'],
  ['x-mac-roman', 'macintosh'],
  ['mac-roman', 'macintosh'],
  ['mac-cyrillic', 'maccyrillic'],
  ['x-mac-cyrillic', 'maccyrillic'],
])

/** Charsets decoded by `TextDecoder`: iconv-lite has no stateful ones, and decodes UTF-16 in another way. */
const PLATFORM = new Set(['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'iso-2022-jp'])

/** One name for each charset that we can decode; null for others. */
export const canonicalCharset = (label: string | null): string | null => {
  const name = (label ?? '').trim().toLowerCase().replaceAll(/["']/g, '')
  if (name === '' || name.length > 40) return null
  const known = SUPERSETS.get(name) ?? name
  if (PLATFORM.has(known)) return known
  // Compared as iconv-lite compares names, for which `utf7` and `U-T-F-7` are the same.
  return iconv.encodingExists(known) && !NOT_CHARSETS.has(known.replaceAll(/[^a-z\d]/g, '')) ? known : null
}
/** Names that are not accepted as charsets. UTF-7 hides markup from every check, and no current feed uses it. */
const NOT_CHARSETS = new Set(['utf7', 'utf7imap', 'unicode11utf7', 'base64', 'hex', 'binary', 'internal', 'cesu8'])

export const decodeAs = (bytes: Uint8Array, charset: string): string => {
  if (charset === 'utf-16') return new TextDecoder('utf-16le').decode(bytes)
  if (PLATFORM.has(charset)) return new TextDecoder(charset).decode(bytes)
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), charset)
}
