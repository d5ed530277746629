import { isUtf8 } from 'node:buffer'

/** A document with at least this many valid sequences for each invalid byte is UTF-8 with faults. */
const GOOD_PER_BROKEN = 2
const MOST_BROKEN = 10_000

/**
 * Decodes UTF-8 with some bytes of another charset in it (quotation marks pasted from a word processor, a comment form in Latin-1): these as
 * windows-1252, the rest as UTF-8. Null: there are too many such bytes.
 */
export const repairUtf8 = (bytes: Uint8Array): { readonly text: string; readonly broken: number } | null => {
  const broken: number[] = []
  let good = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceAt(bytes, at)
    if (length === 0) {
      broken.push(at)
      at += 1
      // Stop early: a document in Shift_JIS may have megabytes.
      if (broken.length > MOST_BROKEN) return null
      if (broken.length > 100 && broken.length * GOOD_PER_BROKEN > good) return null
    } else {
      if (length > 1) good += 1
      at += length
    }
  }
  if (broken.length * GOOD_PER_BROKEN > good) return null
  return { text: joinRepaired(bytes, broken), broken: broken.length }
}

const joinRepaired = (bytes: Uint8Array, broken: readonly number[]): string => {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  const other = new TextDecoder('windows-1252')
  let text = ''
  let from = 0
  for (const at of broken) {
    text += utf8.decode(bytes.subarray(from, at)) + other.decode(bytes.subarray(at, at + 1))
    from = at + 1
  }
  return text + utf8.decode(bytes.subarray(from))
}

/** The length in bytes of the valid sequence at this offset (Unicode, table 3-7); 0: none starts here. */
const sequenceAt = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let next = 1; next < length; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1] ?? 0
  const isOutside = (lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f) || (lead === 0xf0 && second < 0x90)
  return isOutside || (lead === 0xf4 && second > 0x8f) ? 0 : length
}

/** UTF-8 that was taken for Latin-1 and encoded again: `Ã©` for é. */
const SUSPECT = /[\u00c2-\u00f4][\u0080-\u00bf]/

export const looksEncodedTwice = (text: string): boolean => SUSPECT.test(text)

/** Undoes a double encoding, if it explains every character beyond ASCII; otherwise returns the text as it is. */
export const repairMojibake = (text: string): string => {
  if (!SUSPECT.test(text) || isBeyondLatin1(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : text
}

const isBeyondLatin1 = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0xff) return true
  return false
}
