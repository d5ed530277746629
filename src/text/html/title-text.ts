import { decodeHTML, decodeHTMLAttribute } from 'entities'
import { oneLine, safeCharacters, withoutInvisible } from '../characters.ts'

/** Characters of a title, which is shown on one line; a longer one is a text in the wrong field. */
const LONGEST = 500

/**
 * A title as people read it, whatever was done to it on the way: markup and up to three layers of escaping are undone, but a `<` that
 * opens no element stays (`a < b`, `<3`). Empty where nothing of it would be seen.
 */
export const titleText = (title: string): string => {
  let text = legible(title.slice(0, 8 * LONGEST))
  for (let layer = 0; layer < 3 && /[<&]/.test(text); layer += 1) {
    const decoded = legible(decodeEntities(withoutTags(text)))
    if (decoded === text) break
    text = decoded
  }
  const line = safeCharacters(oneLine(withoutTags(text)).slice(0, LONGEST))
  return VISIBLE.test(line) ? line : ''
}

/** The text without characters that are not shown. Called before tags are searched for: a soft hyphen or a control behind the `<` would hide one. */
const legible = (text: string): string => withoutInvisible(safeCharacters(text))

/** Anything but blanks, controls, fillers and marks that only change other characters. U+2800 is the blank of Braille. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\p{Cf}\u2800]/u

/** Start and end tags of elements whose content is no text. */
const RAW_TAG = /<(\/?)(script|style|svg|math|template|iframe|textarea|title|noscript)\b[^<>]*>/gi
/** Two alternatives: names of HTML elements, and anything with an attribute, closed or not. `Map<K, V>` and `<username>` are words. */
const TAG =
  /<\/?(?:a|abbr|article|audio|b|base|big|blockquote|body|br|button|canvas|center|cite|code|dd|details|div|dl|dt|em|embed|fieldset|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|image|input|ins|isindex|kbd|label|li|link|main|mark|marquee|math|meta|nav|nobr|noscript|object|ol|option|p|param|pre|q|s|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video|wbr|xmp)(?:[\s/][^<>]*)?(?:>|$)|<[!?/]?[a-z][^<>=]*=[^<>]*(?:>|$)|<\/[a-z][^<>]*(?:>|$)|<!--[^<>]*(?:-->|$)/gi
const BREAK = /<(?:br|p|div|li|h[1-6])\b/i

/** The text without tags. Removing one tag can make another of what stood around it: repeats until nothing changes, ten times at most. */
const withoutTags = (text: string): string => {
  if (!text.includes('<')) return text
  let left = text
  for (let round = 0; round < 10; round += 1) {
    const next = withoutRawElements(left).replaceAll(TAG, (tag) => (BREAK.test(tag) ? ' ' : ''))
    if (next === left) return left
    left = next
  }
  return left.replaceAll('<', ' ')
}

/** The text with a space in place of each such element that is closed. Reads each tag once: a title can have hundreds that are never closed. */
const withoutRawElements = (text: string): string => {
  /** Where the first open element of each name begins. */
  const open = new Map<string, number>()
  let kept = ''
  let at = 0
  for (const { 0: tag, 1: slash, 2: written = '', index } of text.matchAll(RAW_TAG)) {
    const name = written.toLowerCase()
    const start = open.get(name)
    kept += text.slice(at, index)
    at = index + tag.length
    if (slash === '' || start === undefined) {
      if (slash === '' && start === undefined) open.set(name, kept.length)
      kept += tag
    } else {
      kept = `${kept.slice(0, start)} `
      for (const [other, begin] of open) if (begin >= start) open.delete(other)
    }
  }
  return kept + text.slice(at)
}

/** Character references of HTML turned into characters; everything else, `<` too, stays. */
export const decodeEntities = (text: string): string => (text.includes('&') ? decodeHTML(text) : text)

/** As `decodeEntities`, for the value of an attribute, where `&copy=1` belongs to an address. */
export const decodeAttribute = (value: string): string => (value.includes('&') ? decodeHTMLAttribute(value) : value)
