/** What of a title and an opening tells the kind of an item: groups of words in the item's language, and marks that no language owns. */
import words from './kind-words.json' with { type: 'json' }
import { anyOf } from '../../text/phrases.ts'
import { createWordIndex, type WordIndex } from './word-index.ts'

/** Code units that are read; what is longer is no headline. */
const TITLE = 250
const OPENING = 200
/** More words of one group say nothing more. */
const MOST = 2

const GROUPS = [
  'offer',
  'cost',
  'shop',
  'advert',
  'fortune',
  'weather',
  'guide',
  'listing',
  'digest',
  'best',
  'you',
  'ask',
  'rule',
] as const
type Group = (typeof GROUPS)[number]
type Words = Partial<Readonly<Record<Group | 'prefixes', readonly string[]>>>

const LANGUAGES: Readonly<Record<string, Words>> = words.languages
const ALIASES: Readonly<Record<string, string>> = words.aliases

/** Groups that are read in the opening, too, and those that a title may begin with. */
const IN_OPENING = ['offer', 'advert', 'fortune', 'weather', 'guide', 'listing', 'digest', 'you', 'rule'] as const
const FIRST = ['guide', 'digest', 'ask', 'best'] as const

const PRICE = new RegExp(
  `[$€£¥₹₽₩฿₫₺₴]\\s?\\d|(?<![\\p{L}\\d])(?:${anyOf(words.money.before)}) ?\\d|` +
    `\\d\\s?(?:[€£₽₺₴₹₫]|\\$(?!\\d)|(?:${anyOf(words.money.after)})(?!\\p{L}))`,
  'giu',
)
const SIGNS: readonly (readonly [string, RegExp])[] = [
  ['minus per cent', /(?<!\d\s?)[-–−‒]\s?\d{1,2}\s?%/gu],
  ['per cent', /\d\s?[%％٪]|%\s?\d|\d折/gu],
  ['price', PRICE],
  ['question', /[?？؟]|(?<=\p{sc=Greek});/gu],
  ['exclamation', /[!！]/gu],
  ['list', /[;；|｜•·]|\s[+/]\s/gu],
  ['commas', /[,，、،]/gu],
  ['date', /(?<!\d)\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?(?!\d)|\d{1,2}月\d{1,2}日|\d{1,2}월 ?\d{1,2}일/gu],
  ['year', /(?<!\d)20[12]\d(?!\d)/gu],
  ['time', /(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)/gu],
  ['number', /(?<![\d.,])\d{1,3}(?![\d.,%])/gu],
  ['quotation', /["“”„«»「」『』‘]/gu],
  ['brackets', /[[(【（]/gu],
  ['ellipsis', /\.\.\.|…/gu],
  ['capitals', /(?<!\p{L})\p{Lu}{4,}(?!\p{L})/gu],
  ['hashtag', /[#@]\p{L}|\p{Extended_Pictographic}/gu],
]
const NUMBER_FIRST = /^\W{0,3}(?:\p{L}{1,4}\.? )?(?:top[ -]?)?\d{1,2}\s?(?!\p{L}?[%:.,\d])/iu
const BRACKET_FIRST = /^\s*[[(【]/u
const COLON_EARLY = /^[^:：|]{2,30}[:：|]/u

/** The names of all marks, in the order in which the learned weights have them. */
export const MARKS: readonly string[] = [
  ...GROUPS.map((group) => `${group} words`),
  ...FIRST.map((group) => `${group} word first`),
  ...IN_OPENING.map((group) => `${group} words in the opening`),
  ...SIGNS.map(([name]) => name),
  'begins with a number',
  'begins with a bracket',
  'colon',
  'short title',
  'long title',
  'has a text',
  'offer words with a price',
  'shop words with a price',
  'offer words beside words of news',
  'service words beside words of news',
]

type Item = { readonly title: string; readonly text: string; readonly language: string }

/** One number for each of `MARKS`, from 0 to 2. */
export type MarkReader = (item: Item) => Float64Array

/** Builds the index of a language's words when its first item is read. */
export const createMarkReader = (): MarkReader => {
  const indexes = new Map<string, WordIndex>()
  const indexOf = (language: string): WordIndex => {
    const known = indexes.get(language)
    if (known !== undefined) return known
    const index = indexWords(language)
    indexes.set(language, index)
    return index
  }
  return ({ title, text, language }) => marksIn(title, text, indexOf(wordsLanguage(language)))
}

/** The language whose words are read; `any`: none is known. */
const wordsLanguage = (tag: string): string => {
  const lower = tag.toLowerCase()
  const [base = ''] = lower.split('-')
  const language = ALIASES[lower] ?? ALIASES[base] ?? base
  return LANGUAGES[language] === undefined ? 'any' : language
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('i̇', 'i').replaceAll('’', "'")

const indexWords = (language: string): WordIndex => {
  const own = LANGUAGES[language] ?? {}
  const any = language === 'any' ? {} : (LANGUAGES['any'] ?? {})
  // Korean writes particles behind its nouns; a single syllable would begin too many words.
  const isOpen = (word: string): boolean => language === 'ko' && word.length > 1
  return createWordIndex(
    GROUPS.flatMap((group, at) => [
      ...(any[group] ?? []).map((word) => ({ word, group: at, isOpen: false })),
      ...(own[group] ?? []).flatMap((word) =>
        ['', ...(own.prefixes ?? [])].map((prefix) => ({ word: prefix + word, group: at, isOpen: isOpen(word) })),
      ),
    ]),
    GROUPS.length,
  )
}

const marksIn = (wholeTitle: string, wholeText: string, index: WordIndex): Float64Array => {
  const raw = wholeTitle.slice(0, TITLE)
  const found = index(folded(raw))
  const inOpening = index(folded(wholeText.slice(0, OPENING)))
  const count = (group: Group): number => Math.min(MOST, found.counts[GROUPS.indexOf(group)] ?? 0)
  const signs = SIGNS.map(([, sign]) => countOf(raw, sign))
  const price = Math.min(1, (signs[0] ?? 0) + (signs[1] ?? 0) + (signs[2] ?? 0))
  const service = count('fortune') + count('weather') + count('guide') + count('listing')
  const { length } = raw
  return Float64Array.from([
    ...GROUPS.map(count),
    ...FIRST.map((group) => Number(found.first.has(GROUPS.indexOf(group)))),
    ...IN_OPENING.map((group) => Math.min(MOST, inOpening.counts[GROUPS.indexOf(group)] ?? 0)),
    ...signs,
    Number(NUMBER_FIRST.test(raw)),
    Number(BRACKET_FIRST.test(raw)),
    Number(COLON_EARLY.test(raw)),
    Number(length < 25),
    Number(length > 100),
    Number(wholeText.length > 40),
    Math.min(1, count('offer')) * price,
    Math.min(1, count('shop')) * price,
    Math.min(1, count('offer')) * count('rule'),
    Math.min(1, service) * count('rule'),
  ])
}

const countOf = (text: string, pattern: RegExp): number => {
  if (text.search(pattern) === -1) return 0
  let count = 0
  for (const _ of text.matchAll(pattern)) if (++count === MOST) break
  return count
}
