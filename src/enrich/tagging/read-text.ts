import { isLarge, isSmall } from '../../text/letter-case.ts'
import { type NormalForm, normalForm } from '../../text/normal-form.ts'
import { beginningsOf } from './beginnings.ts'
import { type Start, type TermReader, findTerms } from './find-terms.ts'
import { Finding, type Found } from './found.ts'
import type { Occurrence } from './occurrence.ts'
import { sentenceEnds } from './sentences.ts'
import { type Sides, addSide } from './sides.ts'
import { CAPITAL, KINDS, LETTERS, PREFIXED, isSide, kindOf, targetOf } from './uses.ts'
import type { Vocabularies } from './vocabularies.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A text that is read: only its beginning says what an article is about. */
export const TEXT_LIMIT = 3_000
const TITLE_LIMIT = 500

/** As much of an article as is read. */
export const beginningOf = (title: string, text: string): readonly [title: string, text: string] => [
  title.slice(0, TITLE_LIMIT),
  text.slice(0, TEXT_LIMIT),
]

/** Every listed word of these vocabularies in an article's title and text. */
export const readText = (title: string, text: string, vocabularies: Vocabularies): Found => {
  const found = new Finding()
  const headlineInText = title.trim() === ''
  const [titleRead, textRead] = beginningOf(title, text)
  readField(found, { original: titleRead, field: 'title', headlines: Infinity }, vocabularies)
  readField(found, { original: textRead, field: 'text', headlines: headlineInText ? 1 : 0 }, vocabularies)
  return found
}

type FieldText = Pick<Sides, 'field' | 'headlines'> & { readonly original: string }

const readField = (found: Finding, text: FieldText, vocabularies: Vocabularies): void => {
  if (text.original === '') return
  const form = comparedForm(text.original, vocabularies.all)
  const starts = beginningsOf(form.text, vocabularies.heads)
  const ends = sentenceEnds(starts)
  const shouting = once(() => isShouting(text.original.slice(0, 200)))
  for (const vocabulary of vocabularies.all)
    findTerms(starts, vocabulary.index, new FieldReader(found, { ...text, form, ends, shouting }, vocabulary))
}

type ReadField = FieldText & {
  readonly form: NormalForm
  readonly ends: readonly number[]
  readonly shouting: () => boolean
}

/**
 * Notes what the words of one vocabulary are listed for. A class, whose method is one function for all texts: of one made anew for each,
 * the engine forgets with every collection what it had compiled (measured: 18 times in 10,000 articles).
 */
class FieldReader implements TermReader {
  private readonly found: Finding
  private readonly text: ReadField
  private readonly vocabulary: Vocabulary
  private readonly sides: Sides
  /** Words are reported in the order of their beginnings. */
  private sentence = 0

  constructor(found: Finding, text: ReadField, vocabulary: Vocabulary) {
    this.found = found
    this.text = text
    this.vocabulary = vocabulary
    const first = found.sides.at(-1)?.end ?? 0
    this.sides = { field: text.field, vocabulary, headlines: text.headlines, first, end: first }
    found.sides.push(this.sides)
  }

  term(key: number, from: number, to: number, begin: Start): void {
    const { found, vocabulary, sides } = this
    const { form, ends, original, shouting, field, headlines } = this.text
    while (from >= (ends[this.sentence] ?? Infinity)) this.sentence++
    const { sentence } = this
    const start = form.at(from)
    const end = form.at(to)
    const floating = begin === 'inside'
    const uses = floating ? vocabulary.floating : vocabulary.anchored
    for (let use = uses.firsts[key] ?? 0; use < (uses.firsts[key + 1] ?? 0); use++) {
      const code = uses.codes[use] ?? 0
      if (begin === 'prefixed' && (code & PREFIXED) === 0) continue
      if ((code & LETTERS) !== 0 && !hasItsLetters({ uses, use, original, start, end, floating, shouting })) continue
      if (isSide(code)) addSide(sides, { use, floating, start, end, sentence, before: found.all.length })
      else
        found.add({
          kind: KINDS[kindOf(code)] ?? 'weak',
          target: targetOf(code),
          uses,
          use,
          vocabulary,
          field,
          start,
          end,
          sentence,
          headline: sentence < headlines,
        })
    }
  }
}

/** A text as it is compared with these words. */
export const comparedForm = (original: string, vocabularies: readonly Vocabulary[]): NormalForm => {
  const respell = vocabularies.find((vocabulary) => vocabulary.respell !== null)?.respell ?? null
  return normalForm(respell === null ? original : respell(original))
}

/** Worked out when first asked for. */
const once = (work: () => boolean): (() => boolean) => {
  let known: boolean | undefined
  return () => (known ??= work())
}

type Place = Pick<Occurrence, 'uses' | 'use' | 'start' | 'end'> & {
  readonly original: string
  readonly floating: boolean
  readonly shouting: () => boolean
}

const hasItsLetters = ({ uses, use, original, start, end, floating, shouting }: Place): boolean => {
  if (((uses.codes[use] ?? 0) & CAPITAL) !== 0) return floating || isCapital(original.charCodeAt(start))
  // In a headline all in capitals THE SAT and The sat look alike; IGF-1 is not IGF. The space in «EE. UU.» may be one that breaks no line.
  const written = uses.termOf(use).raw.replaceAll('*', '')
  const found = original.slice(start, start + written.length).replaceAll('\u00a0', ' ')
  return found === written && !/^-\d/.test(original.slice(end, end + 2)) && !shouting()
}

/** Letters that have no capitals are as good as one. */
const isCapital = (unit: number): boolean => isLarge(unit) || !isSmall(unit)

/** All in capitals, and not only an abbreviation among letters that have no capitals. */
const isShouting = (text: string): boolean =>
  text === text.toUpperCase() && 2 * (text.match(/\p{Lu}/gu)?.length ?? 0) > Math.max(text.length, 30)
