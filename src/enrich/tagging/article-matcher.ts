import { lazy } from '../../lib/lazy.ts'
import { isLarge, isSmall } from '../../text/characters.ts'
import type { NormalForm, Normalizer } from '../../text/normal-form.ts'
import { type MatchSink, type MatchStart, matchPatterns } from './match.ts'
import { type Mention, MentionList, type Mentions, type Operands, createOperandBuffer } from './mentions.ts'
import { createPrefixScanner } from './prefix-scan.ts'
import { AFTER_PROCLITIC, CAPITAL, LETTERS, isOperand, kindOf, targetOf } from './senses.ts'
import type { Vocabularies, Vocabulary } from './vocabulary.ts'

/** Characters of a text that are matched: only its beginning says what an article is about. */
const TEXT_LIMIT = 3_000
const TITLE_LIMIT = 500

export type ArticleMatcher = {
  /** Every mention of these vocabularies in an article's title and text. Valid until the next article is matched. */
  readonly mentionsIn: (title: string, text: string, vocabularies: Vocabularies) => Mentions
  /** The matched parts of title and text, in the form in which they are compared with these vocabularies. */
  readonly formsOf: (title: string, text: string, vocabularies: Vocabularies) => readonly NormalForm[]
}

/** Not re-entrant: it reuses its buffers for the next article. */
export const createArticleMatcher = (normalForm: Normalizer): ArticleMatcher => {
  const scan = createPrefixScanner()
  const buffer = createOperandBuffer()
  const comparedForm = (original: string, { all }: Vocabularies): NormalForm => {
    const respell = all.find((vocabulary) => vocabulary.respell !== null)?.respell ?? null
    return normalForm(respell === null ? original : respell(original))
  }
  const matchField = (mentions: MentionList, text: FieldText, vocabularies: Vocabularies): void => {
    if (text.original === '') return
    const form = comparedForm(text.original, vocabularies)
    const scanned = scan(form.text, vocabularies.filter)
    const ends = sentenceEnds(scanned.text, scanned.units)
    const shouting = lazy(() => isShouting(text.original.slice(0, 200)))
    for (const vocabulary of vocabularies.all)
      matchPatterns(scanned, vocabulary.index, new FieldSink(mentions, { ...text, form, ends, shouting }, vocabulary))
  }
  return {
    mentionsIn(title, text, vocabularies) {
      const mentions = new MentionList(buffer)
      const headlines = title.trim() === '' ? 1 : 0
      const [titleRead, textRead] = beginningOf(title, text)
      matchField(mentions, { original: titleRead, field: 'title', headlines: Infinity }, vocabularies)
      matchField(mentions, { original: textRead, field: 'text', headlines }, vocabularies)
      return mentions
    },
    formsOf: (title, text, vocabularies) => beginningOf(title, text).map((stretch) => comparedForm(stretch, vocabularies)),
  }
}

const beginningOf = (title: string, text: string): readonly [title: string, text: string] => [
  title.slice(0, TITLE_LIMIT),
  text.slice(0, TEXT_LIMIT),
]

type FieldText = Pick<Operands, 'field' | 'headlines'> & { readonly original: string }
type ScannedField = FieldText & {
  readonly form: NormalForm
  readonly ends: readonly number[]
  readonly shouting: () => boolean
}

/**
 * Collects the senses that one vocabulary's matches have. It is a class so that its method is one function for all texts: with a closure for
 * each text, the engine would lose the compiled code at every garbage collection (measured: 18 times in 10,000 articles).
 */
class FieldSink implements MatchSink {
  private readonly mentions: MentionList
  private readonly text: ScannedField
  private readonly vocabulary: Vocabulary
  private readonly operands: Operands
  /** The sentence of the last match; it only rises, as matches are reported in the order in which they begin. */
  private sentence = 0

  constructor(mentions: MentionList, text: ScannedField, vocabulary: Vocabulary) {
    this.mentions = mentions
    this.text = text
    this.vocabulary = vocabulary
    this.operands = mentions.beginOperands({ field: text.field, headlines: text.headlines, vocabulary })
  }

  match(pattern: number, from: number, to: number, begin: MatchStart): void {
    const { mentions, vocabulary, operands } = this
    const { form, ends, original, shouting, field, headlines } = this.text
    while (from >= (ends[this.sentence] ?? Infinity)) this.sentence++
    const { sentence } = this
    const start = form.at(from)
    const end = form.at(to)
    const floating = begin === 'inside'
    const senses = floating ? vocabulary.floating : vocabulary.anchored
    for (let sense = senses.firsts[pattern] ?? 0; sense < (senses.firsts[pattern + 1] ?? 0); sense++) {
      const code = senses.codes[sense] ?? 0
      if (begin === 'proclitic' && (code & AFTER_PROCLITIC) === 0) continue
      if ((code & LETTERS) !== 0 && !hasItsLetters({ senses, sense, original, start, end, floating, shouting })) continue
      if (isOperand(code)) mentions.addOperand(operands, { sense, floating, start, end, sentence })
      else
        mentions.add({
          kind: kindOf(code),
          target: targetOf(code),
          senses,
          sense,
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

type Match = Pick<Mention, 'senses' | 'sense' | 'start' | 'end'> & {
  readonly original: string
  readonly floating: boolean
  readonly shouting: () => boolean
}

const hasItsLetters = ({ senses, sense, original, start, end, floating, shouting }: Match): boolean => {
  if (((senses.codes[sense] ?? 0) & CAPITAL) !== 0) return floating || isCapital(original.charCodeAt(start))
  // In a headline all in capitals THE SAT and The sat look alike; IGF-1 is not IGF. The space in «EE. UU.» may be a no-break space.
  const written = senses.termOf(sense).raw.replaceAll('*', '')
  const isWritten =
    original.startsWith(written, start) ||
    (written.includes(' ') && original.slice(start, start + written.length).replaceAll('\u00a0', ' ') === written)
  return isWritten && !/^-\d/.test(original.slice(end, end + 2)) && !shouting()
}

/** True for capitals, and for letters of scripts that have no capitals. */
const isCapital = (unit: number): boolean => isLarge(unit) || !isSmall(unit)

/** True: the text is all in capitals, and is not only an abbreviation among letters that have no capitals. */
const isShouting = (text: string): boolean =>
  text === text.toUpperCase() && 2 * (text.match(/\p{Lu}/gu)?.length ?? 0) > Math.max(text.length, 30)

/** Offsets in a text at which sentences end, ascending; the last is the text's length. */
const sentenceEnds = (text: string, units: Uint16Array): readonly number[] => {
  const ends: number[] = []
  for (let at = 0; at < text.length; at++) {
    const kind = sentenceMarks[units[at] ?? 0] ?? 0
    if (kind === ENDER || (kind === STOP && endsSentence(text, at))) ends.push(at + 1)
  }
  if (ends.at(-1) !== text.length) ends.push(text.length)
  return ends
}

const SPACE = 32
const LINE_FEED = 10
const ENDER = 1
const STOP = 2
const sentenceMarks = new Uint8Array(0x1_0000)
/** ! ? and the full stops of Chinese, Hindi, Urdu, Arabic and Amharic. */
for (const mark of '!?。।॥۔؟።｡\n') sentenceMarks[mark.charCodeAt(0)] = ENDER
sentenceMarks[0x2e] = STOP

/** «Mr. », «U.S. », «no. 5»: a stop after a short word rarely ends a sentence; a number in front of it may. */
const endsSentence = (text: string, at: number): boolean => {
  const after = text.charCodeAt(at + 1)
  return (
    (Number.isNaN(after) || after === SPACE || after === LINE_FEED) &&
    !/(^|[\s.(])[\p{L}]{1,3}$/u.test(text.slice(Math.max(0, at - 4), at))
  )
}
