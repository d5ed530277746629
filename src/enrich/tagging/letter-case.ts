import type { Span } from '../../model/article.ts'
import type { ArticleText } from './jurisdictions.ts'

/** Characters before and after a name that show how its sentence is written. */
const AROUND = 120

/**
 * True: a capital marks the word as a name, since it stands within a sentence of small letters and beside no other capital, as in a person's
 * name: «chez Orange», not «Orange et pomme», «Pierre Orange» or «Chez Orange, Une Bonne Année». German writes every noun so.
 */
export const isMarkedAsName = (name: Span, article: ArticleText): boolean => {
  const { before, after } = around(name, article)
  return isMarked(name, article) && !CAPITAL_BEHIND.test(after) && !hasCapitalBefore(before)
}

/** As `isMarkedAsName`, where other capitals may stand beside: «Güney Mısır». Turkish writes endings of names, and only theirs, with an apostrophe. */
export const isMarked = (name: Span, article: ArticleText): boolean => {
  if (CAPITALISES_NOUNS.has(article.language)) return false
  const { word, before, after } = around(name, article)
  if (!/^\p{Lu}.*\p{Ll}/u.test(word)) return false
  if (article.language === 'tr' && /^['’]\p{Ll}/u.test(after)) return true
  return !begins(before) && isInSmallLetters(before, after)
}

/** True: the word behind has a capital too, so that the name may be a first name: «Paris Jackson sings». */
export const isBeforeCapital = (name: Span, article: ArticleText): boolean => {
  if (CAPITALISES_NOUNS.has(article.language)) return false
  const { before, after } = around(name, article)
  return CAPITAL_BEHIND.test(after) && isInSmallLetters(before, after)
}

const CAPITALISES_NOUNS: ReadonlySet<string> = new Set(['de', 'lb'])
/** True: a sentence, a quotation or a part of a headline begins after this text. */
const begins = (before: string): boolean => {
  const words = before.trimEnd()
  return words === '' || before.slice(words.length).includes('\n') || BEGINNERS.includes(words.slice(-1))
}
const BEGINNERS = '.!?:;…|–—"“”„«»(¿¡-'
const CAPITAL_BEHIND = /^\s\p{Lu}\p{Ll}/u
/** True: the word before has a capital and is longer, since an article may begin the sentence: «La Claro». */
const hasCapitalBefore = (before: string): boolean => {
  if (!/\s$/u.test(before)) return false
  let start = before.length - 1
  while (start > 0 && IN_WORD.test(before.charAt(start - 1))) start -= 1
  const word = before.slice(start, -1)
  return word
    .split(/(?<=[.’'-])/u)
    .some((part, nth, parts) => /^\p{Lu}/u.test(part) && parts.slice(nth).join('').length >= LONGER)
}
const IN_WORD = /[\p{L}.’'-]/u
const LONGER = 4

const around = ({ field, start, end }: Span, article: ArticleText) => ({
  word: article[field].slice(start, end),
  before: article[field].slice(Math.max(0, start - AROUND), start),
  after: article[field].slice(end, end + AROUND),
})

/** True: at least half of the other words begin with a small letter. */
const isInSmallLetters = (before: string, after: string): boolean => {
  const words = `${before} ${after}`.match(WORDS) ?? []
  const small = words.filter((word) => /^\p{Ll}/u.test(word))
  return small.length >= 2 && 2 * small.length >= words.length
}
const WORDS = /(?<!\p{L})\p{L}{3,}/gu
