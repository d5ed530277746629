/**
 * Endings that publishing systems add to each summary. They say nothing, and make texts of one site look alike. Their parts are searched one
 * by one: an expression for the whole tries each beginning with each middle and each end.
 */
import { withoutTrailing } from '../../lib/trim.ts'
import words from '../../words/boilerplate.json' with { type: 'json' }
import { anyOf } from '../../text/phrases.ts'

/**
 * «The post … appeared first on …», as WordPress words it in each language. A title stands between the parts, the site's name after them;
 * `closes`: how that ends.
 */
const POSTED = words.posted.map(([opens = '', says = '', closes]) => ({
  opens: new RegExp(anyOf([opens]), 'gu'),
  says: new RegExp(anyOf([says]), 'gu'),
  closes: closes === undefined ? null : new RegExp(anyOf([closes]), 'u'),
}))
/** The words of any language: nearly all texts have none. */
const SAYS = new RegExp(anyOf(words.posted.map(([, says = '']) => says)), 'u')
const LONGEST_TITLE = 300
const LONGEST_SITE = 120

const CONTINUE = new RegExp(`(?:\\s|^)\\(?(?:${anyOf(words.continueReading)})\\)?`, 'giu')
/** What may stand between those words and the arrow, usually the headline. */
const LONGEST_LABEL = 120
/** «Continue reading» without an arrow, as a sentence of its own. */
const CONTINUE_ALONE = new RegExp(`(?:${anyOf(words.continueAlone)})\\.?$`, 'iu')
/** Code units; more than any match of `CONTINUE_ALONE` has. */
const ALONE = 80
const COMMENTS_ONLY = /^(?:comments|kommentare|commentaires|comentarios)$/i

/** True: the text consists of nothing but the label of a link to comments. */
export const isOnlyLink = (text: string): boolean => COMMENTS_ONLY.test(text)

const ELLIPSIS = /(?:\[\s*(?:…|\.{3}|&#8230;)\s*\]|\(\s*(?:…|\.{3})\s*\))$/
/** The text with `…` for a final «[…]», where a text was cut. */
export const withPlainEllipsis = (text: string): string => {
  const at = text.trimEnd().search(ELLIPSIS)
  return at === -1 ? text : `${text.slice(0, at).trimEnd()}…`
}

const LONGEST_PHRASE = 700

/** The offset at which such an ending begins; -1: there is none. */
export const closingPhraseOf = (text: string): number => {
  const before = Math.max(0, text.length - LONGEST_PHRASE)
  const start = phraseIn(withPlainEllipsis(text.slice(before).trimEnd()))
  return start === -1 ? -1 : before + start
}

const phraseIn = (ending: string): number => {
  const line = ending.lastIndexOf('\n') + 1
  const posted = postedFrom(ending.slice(line))
  return posted === -1 ? continueFrom(ending) : line + posted
}

const postedFrom = (line: string): number => {
  if (!SAYS.test(line)) return -1
  for (const { opens, says, closes } of POSTED) {
    const middles = [...line.matchAll(says)].filter(({ 0: words, index }) => isSite(line.slice(index + words.length), closes))
    if (middles.length === 0) continue
    const first = line.matchAll(opens).find(({ 0: words, index }) => {
      const title = index + words.length
      return middles.some((middle) => middle.index > title && middle.index <= title + LONGEST_TITLE)
    })
    if (first !== undefined) return first.index
  }
  return -1
}

const isSite = (end: string, closes: RegExp | null): boolean => {
  const length = closes === null ? end.length : end.search(closes)
  return length > 0 && length <= LONGEST_SITE
}

/** The offset at which «continue reading» begins; -1: the text does not end so. */
const continueFrom = (trimmed: string): number => {
  const label = withoutArrows(trimmed)
  const withArrow =
    label === trimmed
      ? undefined
      : label.matchAll(CONTINUE).find(({ 0: words, index }) => isLabel(label.slice(index + words.length)))
  if (withArrow !== undefined) return withArrow.index
  const alone = trimmed.slice(-ALONE).search(CONTINUE_ALONE)
  if (alone === -1) return -1
  const at = Math.max(0, trimmed.length - ALONE) + alone
  const before = trimmed.slice(0, at).trimEnd()
  return before === '' || /[.!?。…]$/.test(before) || trimmed.slice(before.length, at).includes('\n') ? before.length : -1
}

const isLabel = (text: string): boolean => {
  const label = text.trimStart().replace(/^:/, '').trimStart()
  return label.length <= LONGEST_LABEL && !/[\n.!?。]/.test(label)
}

const withoutArrows = (text: string): string => {
  const end = withoutTrailing(text, '→»›>…')
  if (end.endsWith('...')) return withoutArrows(end.slice(0, -3))
  return end.trimEnd()
}
