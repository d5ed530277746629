import { type Automaton, compileAutomaton, textOfPattern } from './automaton.ts'
import { type Spelling, type Term, readTerm } from './term.ts'

export const KINDS = [
  'strong',
  'weak',
  'not',
  'against',
  'a',
  'b',
  'entity',
  'entity-context',
  'role',
  'role-head',
  'role-tail',
  'field',
  'place',
  'place-context',
  'not-name',
] as const
export type SenseKind = (typeof KINDS)[number]
export type ContextKind = Extract<SenseKind, `${string}-context`>
export type OperandKind = Extract<SenseKind, 'a' | 'b'>

/** One thing that a term is listed for. `target` is an index into topics, pairs, entities, roles or places of the taxonomy. */
export type Sense = {
  readonly kind: SenseKind
  readonly target: number
  readonly term: Term
}

/** The senses of patterns. Pattern `p` has the senses from `firsts[p]` to before `firsts[p + 1]`. */
export type Senses = {
  readonly firsts: Int32Array
  /** Kind, marks and target of each sense, packed in one number as they are read together. */
  readonly codes: Int32Array
  readonly termOf: (sense: number) => Term
}

const KIND = 0xf
/** Marks of a code that concern letters: the first must be a capital (`CAPITAL`), or all must be as written (`WRITTEN`). */
export const CAPITAL = 0x10
const WRITTEN = 0x20
export const LETTERS = CAPITAL | WRITTEN
/** Mark of a code: a particle may stand before the word. */
export const AFTER_PROCLITIC = 0x40
const FLOATING = 0x80
const TARGET_SHIFT = 8

export const kindOf = (code: number): SenseKind => KINDS[code & KIND] ?? 'weak'
export const targetOf = (code: number): number => code >> TARGET_SHIFT
const OPERAND_A = KINDS.indexOf('a')
const OPERAND_B = KINDS.indexOf('b')
export const isOperandA = (code: number): boolean => (code & KIND) === OPERAND_A
export const isOperand = (code: number): boolean => isOperandA(code) || (code & KIND) === OPERAND_B

/**
 * Packs senses: 28 bytes each, where objects take 300 and a language has 9,000. A term becomes an object again when a text first has it, and
 * is cached then, since terms recur. `groups` are in the order of their patterns.
 */
export const packSenses = (automaton: Automaton, groups: readonly (readonly Sense[])[]): Senses => {
  const firsts = endsOf(groups)
  const { codes, raws } = columnsOf(groups, firsts[groups.length] ?? 0)
  const rawEnds = endsOf(raws)
  const allRaws = raws.join('')
  const met = new Map<number, Term>()
  const unpack = (sense: number): Term => {
    const raw = allRaws.slice(rawEnds[sense], rawEnds[sense + 1])
    const term = { raw, pattern: textOfPattern(automaton, ownerOf(firsts, sense)), ...readMarks(codes[sense] ?? 0) }
    met.set(sense, term)
    return term
  }
  return { firsts, codes, termOf: (sense) => met.get(sense) ?? unpack(sense) }
}

const columnsOf = (groups: readonly (readonly Sense[])[], size: number) => {
  const raws: string[] = []
  const codes = new Int32Array(size)
  for (const group of groups)
    for (const { kind, target, term } of group) {
      const sense = raws.push(term.raw) - 1
      codes[sense] = KINDS.indexOf(kind) | marksOf(term) | (target << TARGET_SHIFT)
    }
  return { codes, raws }
}

const marksOf = ({ letters, afterProclitic, floating }: Term): number =>
  (letters === 'capital' ? CAPITAL : letters === 'written' ? WRITTEN : 0) |
  (afterProclitic ? AFTER_PROCLITIC : 0) |
  (floating ? FLOATING : 0)

const readMarks = (marks: number): Pick<Term, 'letters' | 'afterProclitic' | 'floating'> => ({
  letters: (marks & CAPITAL) !== 0 ? 'capital' : (marks & WRITTEN) !== 0 ? 'written' : 'any',
  afterProclitic: (marks & AFTER_PROCLITIC) !== 0,
  floating: (marks & FLOATING) !== 0,
})

const endsOf = (parts: readonly { readonly length: number }[]): Int32Array => {
  const ends = new Int32Array(parts.length + 1)
  let end = 0
  let index = 0
  for (const { length } of parts) ends[++index] = end += length
  return ends
}

/** The pattern that a sense belongs to: the last one whose senses begin at it or before it. */
const ownerOf = (firsts: Int32Array, sense: number): number => {
  let low = 0
  let high = firsts.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((firsts[middle] ?? 0) <= sense) low = middle
    else high = middle
  }
  return low
}

export type CompiledTerms = { readonly automaton: Automaton; readonly senses: Senses }

export type SenseBuilder = {
  readonly addWord: (raw: string, kind: SenseKind, target: number) => void
  readonly addPhrase: (raw: string, kind: SenseKind, target: number) => void
  readonly addName: (
    raw: string,
    kind: SenseKind,
    target: number,
    how: { readonly asWritten: boolean; readonly proper: boolean },
  ) => void
  readonly compile: () => { readonly anchored: CompiledTerms; readonly floating: CompiledTerms }
}

export const createSenseBuilder = (spelling: Spelling): SenseBuilder => {
  const anchored: Groups = new Map()
  const floating: Groups = new Map()
  // A cache, as many words are listed several times.
  const read = new Map<string, Entry | null>()
  const entryOf = (term: Term | null): Entry | null =>
    term === null ? null : { term, senses: sensesOf(term.floating ? floating : anchored, term.pattern) }
  return {
    addWord: (raw, kind, target) => {
      let entry = read.get(raw)
      if (entry === undefined) read.set(raw, (entry = entryOf(readTerm(raw, spelling))))
      addSense(entry, kind, target)
    },
    addPhrase: (raw, kind, target) =>
      addSense(entryOf(readTerm(raw, spelling, { sort: 'phrase', asWritten: false })), kind, target),
    addName: (raw, kind, target, { asWritten, proper }) => {
      const sort = proper && !raw.includes(' ') ? 'proper' : 'name'
      addSense(entryOf(readTerm(raw, spelling, { sort, asWritten })), kind, target)
    },
    compile: () => ({ anchored: compiled(anchored), floating: compiled(floating) }),
  }
}

type Groups = Map<string, Sense[]>
/** A word as it is written in the lexicon, and all senses of its pattern. */
type Entry = { readonly term: Term; readonly senses: Sense[] }

const sensesOf = (groups: Groups, pattern: string): Sense[] => {
  const known = groups.get(pattern)
  if (known !== undefined) return known
  const senses: Sense[] = []
  groups.set(pattern, senses)
  return senses
}

/** Adds a sense. Of two spellings of one word, the one counts that is less strict about its letters: «Usa» beside «USA», «suiza» beside «Suiza». */
const addSense = (entry: Entry | null, kind: SenseKind, target: number): void => {
  if (entry === null) return
  const { term, senses } = entry
  const known = senses.findIndex((sense) => sense.kind === kind && sense.target === target)
  if (known === -1) senses.push({ kind, target, term })
  else if (STRICTNESS[term.letters] < STRICTNESS[senses[known]?.term.letters ?? 'any']) senses[known] = { kind, target, term }
}
const STRICTNESS: Readonly<Record<Term['letters'], number>> = { any: 0, capital: 1, written: 2 }

const compiled = (groups: Groups): CompiledTerms => {
  const patterns = sorted([...groups.keys()])
  const automaton = compileAutomaton(patterns)
  return {
    automaton,
    senses: packSenses(
      automaton,
      patterns.map((pattern) => groups.get(pattern) ?? []),
    ),
  }
}

/** Sorted by UTF-16 code unit. Patterns that begin alike are grouped first, which saves two thirds of the comparisons. */
const sorted = (patterns: readonly string[]): readonly string[] => {
  const byBeginning = Map.groupBy(patterns, (pattern) => pattern.slice(0, 3))
  return [...byBeginning.keys()].sort().flatMap((beginning) => byBeginning.get(beginning)?.sort() ?? [])
}
