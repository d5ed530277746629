import { normalForm } from '../lib/normal-form.ts'
import { keyedWords } from './interlingua/keys.ts'
import { isLarge } from './letter-case.ts'
import { createWords, type Words } from './words.ts'

/** A normal form and its words. */
export type Passage = { readonly normal: string; readonly words: Readonly<Words> }

/** How a report begins, folded and cut into words once for everything that compares it. Working space: it tells this until the next is asked for. */
export type Wording = { readonly language: string; readonly title: Passage; readonly text: Passage }

/** Reports of one event agree in their first paragraphs; what follows is background that other events share. */
const TEXT_LIMIT = 800

const spaces = { title: createWords(256), text: createWords(2 * TEXT_LIMIT) }

export const wordingOf = (language: string, title: string, text: string): Wording => {
  const wording = {
    language,
    title: passageOf(language, headlineOf(title), spaces.title),
    text: passageOf(language, text.slice(0, TEXT_LIMIT), spaces.text),
  }
  Object.assign(spaces, { title: wording.title.words, text: wording.text.words })
  return wording
}

const FEWEST_TITLE = 20
/** ` - Outlet` at the end of a title. A cut headline loses a little, an outlet's name joins what has nothing in common. */
const OUTLET = /^(.+?)\s+(?:[-–—|·•»"]|::)\s+[^|–—]{2,40}$/u

export const headlineOf = (title: string): string => {
  const headline = OUTLET.exec(title)?.[1]
  return headline !== undefined && headline.length >= FEWEST_TITLE ? headline : title
}

/** Where more words than this begin large, capitals are a style and tell no name. */
const MOST_CAPITALS = 0.6
/** Every noun begins large. */
const CAPITAL_NOUNS = 'de'

const passageOf = (language: string, text: string, space: Words): Passage => {
  const { text: normal, at } = normalForm(text)
  const words = keyedWords(language, normal, space)
  tellNames(words, language, text, at)
  return { normal, words }
}

const tellNames = (words: Words, language: string, text: string, at: (index: number) => number): void => {
  const { size, starts, areNames } = words
  let large = 0
  for (let nth = 0; nth < size; nth += 1) {
    areNames[nth] = language !== CAPITAL_NOUNS && isLarge(text.charCodeAt(at(starts[nth] ?? 0))) ? 1 : 0
    large += areNames[nth] ?? 0
  }
  const isStyle = large > MOST_CAPITALS * size
  for (let nth = 0; nth < size; nth += 1)
    if (areNames[nth] === 1 && (isStyle || beginsSentence(text, at(starts[nth] ?? 0)))) areNames[nth] = 0
}

const BETWEEN = /[\s"'“”„«»‘’()[\]¿¡]/u
const beginsSentence = (text: string, start: number): boolean => {
  let before = start - 1
  while (before >= 0 && BETWEEN.test(text.charAt(before))) before -= 1
  return before < 0 || '.!?:'.includes(text.charAt(before))
}
