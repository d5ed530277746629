/** What XML 1.0 forbids, C1 controls, and controls that turn the direction of all text after them. */
const UNSAFE = /[[\p{Cc}--[\t\n\r\u0085]]\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gv
const UNSAFE_ANYWHERE = new RegExp(UNSAFE.source, 'v')
/** Letters and signs that are safe and composed whatever stands beside them: with these alone there is nothing to do. */
const USUAL: readonly (readonly [first: number, last: number])[] = [
  [0x09, 0x0a],
  [0x0d, 0x0d],
  [0x20, 0x7e],
  [0xa0, 0x2ff],
  [0x388, 0x3ce],
  [0x400, 0x481],
  [0x48a, 0x4ff],
  [0x5d0, 0x5ea],
  [0x621, 0x64a],
  [0xe01, 0xe30],
  [0x1ea0, 0x1ef9],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x3001, 0x301b],
  [0x3041, 0x3094],
  [0x30a1, 0x30fa],
  [0x30fc, 0x30fc],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff5e],
]
const usual = new Uint8Array(0x1_0000)
for (const [first, last] of USUAL) usual.fill(1, first, last + 1)

/** A tenth of the time that a regular expression of these ranges takes. */
const isUsual = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    if (usual[text.charCodeAt(at)] === 0) return false
  }
  return true
}

/**
 * The text in characters that any XML 1.0 document, page and terminal can carry: no controls, no lone surrogates (U+FFFD stands for
 * them), no bidirectional embeddings, overrides or isolates, canonically composed (NFC).
 */
export const safeCharacters = (text: string): string => {
  if (isUsual(text)) return text
  const kept = UNSAFE_ANYWHERE.test(text) ? text.replaceAll(UNSAFE, '') : text
  return (kept.isWellFormed() ? kept : kept.toWellFormed()).normalize('NFC')
}

/** Runs of any white space become one space. */
export const singleSpaces = (text: string): string =>
  // Single spaces, which are most, are not touched: half the time of replacing `\s+`.
  text.replaceAll(/[^\S ]\s*| \s+/g, ' ')

/** Marks that split words unseen; joiners of Persian, Indic scripts and emoji are not among them. */
const INVISIBLE = /[\u00ad\u200b\u2060\u180e]/g
export const withoutInvisible = (text: string): string => text.replaceAll(INVISIBLE, '')

/** One line: runs of white space are one space, nothing invisible splits a word. */
export const oneLine = (text: string): string => singleSpaces(withoutInvisible(text)).trim()
