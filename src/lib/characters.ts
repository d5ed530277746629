/** What XML 1.0 forbids, C1 controls, and controls that turn the direction of all text after them. */
const UNSAFE = /[[\p{Cc}--[\t\n\r\u0085]]\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gv
const UNSAFE_ANYWHERE = new RegExp(UNSAFE.source, 'v')
/**
 * The text in characters that any XML 1.0 document, page and terminal can carry: no controls, no lone surrogates (U+FFFD stands for
 * them), no bidirectional embeddings, overrides or isolates, canonically composed (NFC).
 */
export const safeCharacters = (text: string): string => {
  const kept = UNSAFE_ANYWHERE.test(text) ? text.replaceAll(UNSAFE, '') : text
  return (kept.isWellFormed() ? kept : kept.toWellFormed()).normalize('NFC')
}

/** Marks that split words unseen; joiners of Persian, Indic scripts and emoji are not among them. */
const INVISIBLE = /[\u00ad\u200b\u2060\u180e]/g
export const withoutInvisible = (text: string): string => text.replaceAll(INVISIBLE, '')

/** One line: runs of white space are one space, nothing invisible splits a word. */
export const oneLine = (text: string): string => withoutInvisible(text).replaceAll(/\s+/g, ' ').trim()
