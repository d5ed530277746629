import { lazy } from '../../lib/lazy.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import type { Normalizer } from '../../text/normal-form.ts'
import { HAN, KATAKANA, scriptOf } from '../../text/script.ts'
import type { ArticleMatcher } from './article-matcher.ts'
import { compileAutomaton } from './automaton.ts'
import type { Mention } from './mentions.ts'
import { type PrefixFilter, prefixFilter } from './prefix-scan.ts'
import type { ContextKind } from './senses.ts'
import { ENDING, OPEN, readTerm } from './term.ts'
import type { Vocabularies, Vocabulary } from './vocabulary.ts'
import { wordRulesOf } from './word-rules.ts'

/** True: a context word of the ambiguous name stands in the article, outside the name itself. */
export type HasContext = (kind: ContextKind, name: Mention) => boolean

/** The vocabularies of a language: those that its texts are matched with, and the context words that confirm ambiguous names. */
export type ContextVocabularies = {
  readonly words: () => Vocabularies
  readonly contexts: () => readonly Vocabulary[]
  readonly contextsOf: (kind: ContextKind, target: number) => ContextWords
}

/**
 * Context words are searched for on demand: few articles have ambiguous names, and fewer have context words. The matcher must not be used
 * for anything else meanwhile.
 */
export const contextsIn = (title: string, text: string, words: ContextVocabularies, matcher: ArticleMatcher): HasContext => {
  const found = {
    'entity-context': new Map<number, readonly Mention[]>(),
    'place-context': new Map<number, readonly Mention[]>(),
  }
  let forms: readonly string[] | null = null
  const find = (kind: ContextKind, target: number): readonly Mention[] => {
    const own = words.contextsOf(kind, target)
    forms ??= matcher.formsOf(title, text, words.words()).map((form) => form.text)
    if (!forms.some(own.mayStandIn)) return NONE
    const all = matcher.mentionsIn(title, text, { all: words.contexts(), filter: own.filter() }).of(kind)
    return all.filter((mention) => mention.target === target)
  }
  return (kind, { target, field, start, end }) => {
    const known = found[kind].get(target) ?? find(kind, target)
    found[kind].set(target, known)
    return known.some((word) => word.field !== field || word.end <= start || end <= word.start)
  }
}
const NONE: readonly Mention[] = []

export type ContextWords = {
  /** False: this text, in normal form, has none of them. */
  readonly mayStandIn: (text: string) => boolean
  readonly filter: () => PrefixFilter
}

/** The context words of each name as these languages inflect them, compiled when they are first needed: few ever are. */
export const createContextWords = (
  { entities, places }: Taxonomy,
  languages: readonly string[],
  normalForm: Normalizer,
): ((kind: ContextKind, target: number) => ContextWords) => {
  const spellings = languages.map((language) => ({ rules: wordRulesOf(language), normalForm }))
  const made = { 'entity-context': new Map<number, ContextWords>(), 'place-context': new Map<number, ContextWords>() }
  return (kind, target) => {
    const known = made[kind].get(target)
    if (known !== undefined) return known
    const context = (kind === 'entity-context' ? entities : places)[target]?.context ?? []
    const patterns = spellings.flatMap((own) => context.flatMap((word) => readTerm(word, own)?.pattern ?? []))
    const words = wordsOf([...new Set(patterns)].sort())
    made[kind].set(target, words)
    return words
  }
}

const wordsOf = (patterns: readonly string[]): ContextWords => {
  const parts = [...new Set(patterns.map(longestPart))]
  const [parted, whole] = [parts.filter(mayBeParted), parts.filter((part) => !mayBeParted(part))]
  return {
    mayStandIn: (text) => whole.some((part) => text.includes(part)) || (parted.length > 0 && hasParted(text, parted)),
    filter: lazy(() => prefixFilter([compileAutomaton(patterns)])),
  }
}

/** The longest stretch of a pattern without blanks and open ends: every text that has the word has this stretch. */
const longestPart = (pattern: string): string =>
  pattern.split(GAPS).reduce((longest, part) => (part.length > longest.length ? part : longest))
const GAPS = new RegExp(`[${OPEN}${ENDING}\\s-]`)

/** A text may have blanks beside any Chinese or Japanese letter. */
const mayBeParted = (part: string): boolean =>
  Array.from(part, (letter) => scriptOf(letter.charCodeAt(0))).some((script) => script >= HAN && script <= KATAKANA)

const hasParted = (text: string, parts: readonly string[]): boolean => {
  const joined = text.replaceAll(' ', '')
  return parts.some((part) => joined.includes(part))
}
