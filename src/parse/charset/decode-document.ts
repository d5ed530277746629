import { isAscii, isUtf8 } from 'node:buffer'
import type { FeedDocument } from '../../model/parsed-item.ts'
import type { Warnings } from '../caps.ts'
import { decodeAs, charsetOfMark, httpCharset, wideCharset, writtenCharset, writtenLanguage } from './declared-charset.ts'
import { guessCharset } from './guess-charset.ts'
import { repairUtf8 } from './repair-utf8.ts'

export type Decoded = { readonly text: string; readonly encoding: string }

/**
 * Decodes a document, by evidence: byte order mark, HTTP header, XML declaration, whether the bytes are valid UTF-8, and how plausible the
 * text is in each charset. A declared charset is used as long as the text in it is plausible.
 */
export const decodeDocument = async (document: FeedDocument, warnings: Warnings): Promise<Decoded> => {
  const { bytes } = document
  const marked = charsetOfMark(bytes) ?? wideCharset(bytes)
  if (marked !== null && marked !== 'utf-8') return { text: withoutMark(decodeAs(bytes, marked)), encoding: marked }
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD)).toString('latin1')
  const declared = [httpCharset(document.contentType), writtenCharset(head)].filter((charset) => charset !== null)
  const plain = plainText(bytes, declared, warnings)
  if (plain !== null) return plain
  const repaired = repairUtf8(bytes)
  if (repaired !== null) {
    warnings.add(`${repaired.broken} bytes are not UTF-8; they were read as windows-1252`)
    return { text: withoutMark(repaired.text), encoding: 'utf-8' }
  }
  const language = document.language ?? writtenLanguage(head)
  const encoding = await guessCharset(bytes, declared, language)
  const [said] = declared
  if (said !== undefined && said !== encoding) warnings.add(`declared ${said}, is ${encoding}`)
  return { text: decodeAs(bytes, encoding), encoding }
}

const HEAD = 4096

/** Decodes ASCII and UTF-8, which nearly all documents are; null: the document is neither. */
const plainText = (bytes: Uint8Array, declared: readonly string[], warnings: Warnings): Decoded | null => {
  if (isAscii(bytes)) {
    if (hasEscapes(bytes)) return { text: decodeAs(bytes, 'iso-2022-jp'), encoding: 'iso-2022-jp' }
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
      encoding: declared[0] ?? 'utf-8',
    }
  }
  if (!isUtf8(bytes)) return null
  // Bytes of another charset are valid UTF-8 by chance only if few of them are not ASCII.
  const [said] = declared
  if (said !== undefined && said !== 'utf-8' && !isSurelyUtf8(bytes)) return null
  if (said !== undefined && said !== 'utf-8') warnings.add(`declared ${said}, is utf-8`)
  return { text: withoutMark(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)), encoding: 'utf-8' }
}

/** Three characters of more than one byte, or one of three bytes, are not valid UTF-8 by chance. */
const isSurelyUtf8 = (bytes: Uint8Array): boolean => {
  let found = 0
  for (const value of bytes) {
    if (value >= 0xe0) return true
    if (value >= 0xc2) found += 1
    if (found >= 3) return true
  }
  return false
}

/** Does it contain ESC $ B or ESC $ @? Then it is ISO-2022-JP, all bytes of which are ASCII. */
const hasEscapes = (bytes: Uint8Array): boolean => {
  for (let at = bytes.indexOf(0x1b); at !== -1; at = bytes.indexOf(0x1b, at + 1)) {
    if (bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x40)) return true
  }
  return false
}

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text)
