import { type Keys, packKeys } from './keys.ts'
import { type Term, readTerm } from './term.ts'
import { type Use, type UseKind, type Uses, packUses } from './uses.ts'
import type { WordRules } from './word-rules.ts'

/** Keys, and what they are listed for. */
export type PackedWords = { readonly keys: Keys; readonly uses: Uses }

/** Words and what they are listed for, while a vocabulary is put together. */
export type WordList = {
  readonly addWord: (raw: string, kind: UseKind, target: number) => void
  readonly addPhrase: (raw: string, kind: UseKind, target: number) => void
  readonly addName: (raw: string, kind: UseKind, target: number, how: { asWritten: boolean; proper: boolean }) => void
  readonly packed: () => { readonly anchored: PackedWords; readonly floating: PackedWords }
}

export const createWordList = (rules: WordRules): WordList => {
  const anchored: Groups = new Map()
  const floating: Groups = new Map()
  // Many words are listed again and again.
  const read = new Map<string, Entry | null>()
  const entryOf = (term: Term | null): Entry | null =>
    term === null ? null : { term, uses: usesOf(term.floating ? floating : anchored, term.key) }
  return {
    addWord: (raw, kind, target) => {
      let entry = read.get(raw)
      if (entry === undefined) read.set(raw, (entry = entryOf(readTerm(raw, rules))))
      list(entry, kind, target)
    },
    addPhrase: (raw, kind, target) => list(entryOf(readTerm(raw, rules, { sort: 'phrase', asWritten: false })), kind, target),
    addName: (raw, kind, target, { asWritten, proper }) => {
      const sort = proper && !raw.includes(' ') ? 'proper' : 'name'
      list(entryOf(readTerm(raw, rules, { sort, asWritten })), kind, target)
    },
    packed: () => ({ anchored: packed(anchored), floating: packed(floating) }),
  }
}

/** What is listed under each key, in the order in which it was added. */
type Groups = Map<string, Use[]>
/** A word as it is written in the lexicon, and all that its key is listed for. */
type Entry = { readonly term: Term; readonly uses: Use[] }

const usesOf = (groups: Groups, key: string): Use[] => {
  const known = groups.get(key)
  if (known !== undefined) return known
  const uses: Use[] = []
  groups.set(key, uses)
  return uses
}

/** Of two spellings of one word that holds which asks less of its letters: «Usa» beside «USA», «suiza» beside «Suiza». */
const list = (entry: Entry | null, kind: UseKind, target: number): void => {
  if (entry === null) return
  const { term, uses } = entry
  const known = uses.findIndex((use) => use.kind === kind && use.target === target)
  if (known === -1) uses.push({ kind, target, term })
  else if (STRICTNESS[term.letters] < STRICTNESS[uses[known]?.term.letters ?? 'any']) uses[known] = { kind, target, term }
}
const STRICTNESS: Readonly<Record<Term['letters'], number>> = { any: 0, capital: 1, written: 2 }

const packed = (groups: Groups): PackedWords => {
  const all = sorted([...groups.keys()])
  const keys = packKeys(all)
  return {
    keys,
    uses: packUses(
      keys,
      all.map((key) => groups.get(key) ?? []),
    ),
  }
}

/** By UTF-16 unit. Those that begin alike are put together first: a third of the comparisons. */
const sorted = (keys: readonly string[]): readonly string[] => {
  const byBeginning = Map.groupBy(keys, (key) => key.slice(0, 3))
  return [...byBeginning.keys()].sort().flatMap((beginning) => byBeginning.get(beginning)?.sort() ?? [])
}
