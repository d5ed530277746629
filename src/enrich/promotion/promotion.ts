/** Adverts, deals, price lists, release notes and guides: they use the words of a topic without being news about it. */
import type { LanguageTag } from '../../model/ids.ts'
import { ADVERTISED, ADVERTISED_LABELS, CERTAIN_PROMOTION, PROMOTION_WORDS } from './promotion-words.ts'

/** Code units of a title that are searched; longer titles are texts. */
const TITLE = 300
const TEXT_START = 60

/** Letters of scripts without spaces, beside which a word may start or end anywhere. */
const UNSPACED = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}]'
const wordsOf = (alternatives: string): string =>
  `(?:(?<![\\p{L}\\p{M}\\d])|(?<=${UNSPACED})|(?=${UNSPACED}))(?:${alternatives})(?:(?![\\p{L}\\p{M}])|(?<=${UNSPACED})|(?<=\\s))`

type Patterns = { readonly promotes: RegExp; readonly isNews: RegExp }
const patterns = new Map(
  Object.entries(PROMOTION_WORDS).map(([language, { first, any, news }]): readonly [string, Patterns] => [
    language,
    {
      promotes: new RegExp(first === '' ? wordsOf(any) : `^[^\\p{L}\\d[【]{0,4}(?:${first})|${wordsOf(any)}`, 'iu'),
      isNews: new RegExp(wordsOf(news), 'iu'),
    },
  ]),
)
const certain = new RegExp(CERTAIN_PROMOTION, 'iu')
const advertised = new RegExp(
  `^\\s*(?:[(\\[【]?(?:${ADVERTISED})(?![\\p{L}\\p{M}])|(?:${ADVERTISED_LABELS})\\s?[:：|]|[(\\[【](?:${ADVERTISED_LABELS})[)\\]】])`,
  'iu',
)

type PromotionInput = { readonly title: string; readonly text: string; readonly language: LanguageTag }

/** True: the article sells or teaches something instead of reporting it. False where news about selling is as likely. */
export const isPromotion = ({ title, text, language }: PromotionInput): boolean => {
  const headline = title.slice(0, TITLE)
  if (certain.test(headline) || advertised.test(headline) || advertised.test(text.slice(0, TEXT_START))) return true
  const own = patterns.get(baseOf(language))
  const english = patterns.get('en')
  const all = [own, own === english ? undefined : english].filter((one) => one !== undefined)
  return all.some(({ promotes }) => promotes.test(headline)) && !all.some(({ isNews }) => isNews.test(headline))
}

const SAME_WORDS: Readonly<Record<string, string>> = { ms: 'id', nb: 'sv', da: 'sv', sk: 'cs' }
const baseOf = (language: LanguageTag): string => {
  const base = language.split('-')[0] ?? language
  return SAME_WORDS[base] ?? base
}
