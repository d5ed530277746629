import { longer } from '../../lib/columns.ts'
import { isSameSpan, type Span } from '../../model/article.ts'
import { kindOf, type OperandKind, type SenseKind, type Senses, targetOf } from './senses.ts'
import type { Term } from './term.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Field = 'title' | 'text'

/** A term found in an article, in one of its senses. */
export type Mention = {
  readonly kind: SenseKind
  /** An index into topics, pairs, entities, roles or places, as the kind says. */
  readonly target: number
  /** With `sense` they give the term: see `termOf`. */
  readonly senses: Senses
  readonly sense: number
  readonly vocabulary: Vocabulary
  readonly field: Field
  /** Offsets into the article's own title or text. */
  readonly start: number
  readonly end: number
  readonly sentence: number
  /** True: in the title, or in the first sentence where there is no title. */
  readonly headline: boolean
}

/** The lexicon entry that a mention was found by. */
export const termOf = ({ senses, sense }: Mention): Term => senses.termOf(sense)

export const covers = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer.field === inner.field

/** True: two targets are named by the same stretch of text. */
export const isSameName = (one: Mention, other: Mention): boolean => one.target !== other.target && isSameSpan(one, other)

/** All mentions of an article, the title's first; within a vocabulary in the order in which they begin. */
export type Mentions = {
  /** All mentions but operands of pairs. */
  readonly all: readonly Mention[]
  readonly of: (kind: Exclude<SenseKind, OperandKind>) => readonly Mention[]
  /** Operands of pairs: one element for each field and vocabulary. */
  readonly operands: readonly Operands[]
}

/**
 * Operands of pairs in one field, of one vocabulary, in the order in which they begin. Two thirds of all mentions are operands, and most
 * pairs lack one of the two, so operands are stored as rows of numbers only. Valid until their buffer is used for the next article.
 */
export type Operands = Pick<Mention, 'field' | 'vocabulary'> & {
  /** How many sentences of the field, from the first, are the headline. */
  readonly headlines: number
  readonly buffer: OperandBuffer
  /** Where the first row begins in the buffer; `end` is where the last one ends. */
  readonly first: number
  end: number
}

export type OperandBuffer = { rows: Int32Array<ArrayBuffer> }
export const createOperandBuffer = (): OperandBuffer => ({ rows: new Int32Array(0) })

/** Columns of a row. Its sense; the bitwise complement of it where the sense is one of a floating pattern. */
const SENSE = 0
const START = 1
const END = 2
const SENTENCE = 3
/** How many mentions that are not operands were found before this one. */
const BEFORE = 4
export const COLUMNS = 5

type Found = Pick<Mention, 'sense' | 'start' | 'end' | 'sentence'> & { readonly floating: boolean }

export class MentionList implements Mentions {
  readonly all: Mention[] = []
  readonly operands: Operands[] = []
  private readonly buffer: OperandBuffer
  private readonly byKind = new Map<SenseKind, Mention[]>()

  constructor(buffer: OperandBuffer) {
    this.buffer = buffer
  }

  of(kind: SenseKind): readonly Mention[] {
    return this.byKind.get(kind) ?? NONE
  }

  beginOperands(where: Pick<Operands, 'field' | 'vocabulary' | 'headlines'>): Operands {
    const first = this.operands.at(-1)?.end ?? 0
    const operands = { ...where, buffer: this.buffer, first, end: first }
    this.operands.push(operands)
    return operands
  }

  addOperand(operands: Operands, { sense, floating, start, end, sentence }: Found): void {
    const row = operands.end
    const { buffer } = this
    if (row + COLUMNS > buffer.rows.length) buffer.rows = longer(buffer.rows, Math.max(1_024, row) + COLUMNS)
    const { rows } = buffer
    rows[row + SENSE] = floating ? ~sense : sense
    rows[row + START] = start
    rows[row + END] = end
    rows[row + SENTENCE] = sentence
    rows[row + BEFORE] = this.all.length
    operands.end = row + COLUMNS
  }

  add(mention: Mention): void {
    this.all.push(mention)
    const same = this.byKind.get(mention.kind)
    if (same === undefined) this.byKind.set(mention.kind, [mention])
    else same.push(mention)
  }
}
const NONE: readonly Mention[] = []

/** The sense of a row, as a code of `Senses`. */
export const codeAt = ({ vocabulary, buffer }: Operands, row: number): number => {
  const sense = buffer.rows[row + SENSE] ?? 0
  return (sense < 0 ? vocabulary.floating.codes[~sense] : vocabulary.anchored.codes[sense]) ?? 0
}
export const mentionsBefore = ({ buffer }: Operands, row: number): number => buffer.rows[row + BEFORE] ?? 0

export const operandAt = (operands: Operands, row: number): Mention => {
  const { vocabulary, field, headlines, buffer } = operands
  const sense = buffer.rows[row + SENSE] ?? 0
  const sentence = buffer.rows[row + SENTENCE] ?? 0
  const code = codeAt(operands, row)
  return {
    kind: kindOf(code),
    target: targetOf(code),
    senses: sense < 0 ? vocabulary.floating : vocabulary.anchored,
    sense: sense < 0 ? ~sense : sense,
    vocabulary,
    field,
    start: buffer.rows[row + START] ?? 0,
    end: buffer.rows[row + END] ?? 0,
    sentence,
    headline: sentence < headlines,
  }
}
