import { type CodeUnitBuffer, createCodeUnitBuffer } from '../../text/code-units.ts'
import { isLarge, isSmall } from '../../text/characters.ts'
import { createNormalizer, type Normalizer } from '../../text/normal-form.ts'
import { createWords, type KeyedWords, keyWords, type NormalUnits, spellingOf } from './word-keys.ts'

export type Passage = NormalUnits & { readonly words: Readonly<KeyedWords> }

/** The beginning of a report, normalised and split into words once for all comparisons. */
export type ReportWords = { readonly language: string; readonly title: Passage; readonly text: Passage }

/**
 * Code units of a text that are compared. Reports of one event agree in their first paragraphs; what follows is background that other events share.
 */
const TEXT_LIMIT = 800

/** Returns a function that splits reports into words. Not re-entrant: use the result before the next call. */
export const createReportReader = () => {
  const normalForm = createNormalizer()
  const title = createSpace(256)
  const text = createSpace(2 * TEXT_LIMIT)
  return (report: { readonly language: string; readonly title: string; readonly text: string }): ReportWords => ({
    language: report.language,
    title: passageOf(report.language, headlineOf(report.title), normalForm, title),
    text: passageOf(report.language, report.text.slice(0, TEXT_LIMIT), normalForm, text),
  })
}

type Space = { readonly units: CodeUnitBuffer; words: KeyedWords }
const createSpace = (words: number): Space => ({ units: createCodeUnitBuffer(), words: createWords(words) })

const FEWEST_TITLE = 20
/**
 * An outlet's name at the end of a title: ` - Outlet`. Cutting off part of a headline loses little; an outlet's name would join reports that have
 * nothing else in common.
 */
const OUTLET = /\s(?:[-–—|·•»"]|::)\s+[^|–—\s][^|–—]{1,39}$/u

export const headlineOf = (title: string): string => {
  const outlet = title.search(OUTLET)
  const headline = title.slice(0, Math.max(0, outlet)).trimEnd()
  return headline.length >= FEWEST_TITLE ? headline : title
}

/** Where more than this share of the words begin with a capital, capitals are a style and mark no names. */
const MOST_CAPITALS = 0.6
/** In this language every noun begins with a capital. */
const CAPITAL_NOUNS = 'de'

const passageOf = (language: string, text: string, normalForm: Normalizer, space: Space): Passage => {
  const { text: normal, at } = normalForm(text)
  const form = { normal, units: space.units.fill(normal) }
  space.words = keyWords(spellingOf(language), form, space.words)
  markNames(space.words, form.units, language === CAPITAL_NOUNS ? null : { text, at })
  return { ...form, words: space.words }
}

/**
 * Marks the words that are names. `written`: the original text, and the position in it of each letter of the normal form; null: capitals mark
 * nothing.
 */
const markNames = (
  words: KeyedWords,
  units: Uint16Array,
  written: { readonly text: string; readonly at: (index: number) => number } | null,
): void => {
  const { size, starts, areNames } = words
  areNames.fill(0, 0, size)
  if (written === null) return
  const { text, at } = written
  let large = 0
  for (let nth = 0; nth < size; nth += 1) {
    const start = starts[nth] ?? 0
    // A capital is a small letter in the normal form; most scripts have neither.
    if (!isSmall(units[start] ?? 0) || !isLarge(text.charCodeAt(at(start)))) continue
    areNames[nth] = 1
    large += 1
  }
  const isStyle = large > MOST_CAPITALS * size
  for (let nth = 0; nth < size; nth += 1)
    if (areNames[nth] === 1 && (isStyle || beginsSentence(text, at(starts[nth] ?? 0)))) areNames[nth] = 0
}

const SPACE = 0x20
const BETWEEN = /[\s"'“”„«»‘’()[\]¿¡]/u
const beginsSentence = (text: string, start: number): boolean => {
  let before = start - 1
  while (before >= 0 && (text.charCodeAt(before) === SPACE || BETWEEN.test(text.charAt(before)))) before -= 1
  return before < 0 || '.!?:'.includes(text.charAt(before))
}
