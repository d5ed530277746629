import { normalForm, type NormalForm } from '../lib/normal-form.ts'
import { type KeyedWord, keyedWords } from './interlingua/keys.ts'

export type Word = KeyedWord & { readonly isName: boolean }
export type Passage = { readonly normal: string; readonly words: readonly Word[] }

/** How a report begins, folded and cut into words once for everything that compares it. */
export type Wording = { readonly title: Passage; readonly text: Passage }

/** Reports of one event agree in their first paragraphs; what follows is background that other events share. */
const TEXT_LIMIT = 800

export const wordingOf = (language: string, title: string, text: string): Wording => ({
  title: passageOf(language, headlineOf(title)),
  text: passageOf(language, text.slice(0, TEXT_LIMIT)),
})

const FEWEST_TITLE = 20
/** ` - Outlet` at the end of a title. A cut headline loses a little, an outlet's name joins what has nothing in common. */
const OUTLET = /^(.+?)\s+(?:[-–—|·•»"]|::)\s+[^|–—]{2,40}$/u

export const headlineOf = (title: string): string => {
  const headline = OUTLET.exec(title)?.[1]
  return headline !== undefined && headline.length >= FEWEST_TITLE ? headline : title
}

const EMPTY: Passage = { normal: '', words: [] }
/** Where more words than this begin large, capitals are a style and tell no name. */
const MOST_CAPITALS = 0.6
/** Every noun begins large. */
const CAPITAL_NOUNS = 'de'

const passageOf = (language: string, text: string): Passage => {
  if (text === '') return EMPTY
  const normal = normalForm(text)
  const words = keyedWords(language, normal)
  const isLarge = words.map(({ start }) => beginsLarge(text, normal, start))
  const tells = language !== CAPITAL_NOUNS && isLarge.filter(Boolean).length <= MOST_CAPITALS * words.length
  return {
    normal: normal.text,
    words: words.map(({ keys, bare, beginning, start }, index) => ({
      keys,
      bare,
      beginning,
      start,
      isName: tells && isLarge[index] === true && !beginsSentence(text, normal.at(start)),
    })),
  }
}

const beginsLarge = (text: string, { at }: NormalForm, start: number): boolean => {
  const first = text.charAt(at(start))
  return first !== first.toLowerCase()
}

const BETWEEN = /[\s"'“”„«»‘’()[\]¿¡]/u
const beginsSentence = (text: string, start: number): boolean => {
  let before = start - 1
  while (before >= 0 && BETWEEN.test(text.charAt(before))) before -= 1
  return before < 0 || '.!?:'.includes(text.charAt(before))
}
