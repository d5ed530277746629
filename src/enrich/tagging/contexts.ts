import type { Occurrence } from './occurrence.ts'
import { beginningOf, comparedForm, readText } from './read-text.ts'
import type { ContextKind } from './uses.ts'
import type { LanguageWords } from './vocabularies.ts'

/** True where a word beside which an ambiguous name counts stands outside the name. */
export type HasContext = (kind: ContextKind, name: Occurrence) => boolean

/**
 * Looked for when asked: few articles have such names, and fewer have words for them. There are no pairs among these words, so what was
 * found of pairs stays valid.
 */
export const contextsIn = (title: string, text: string, words: LanguageWords): HasContext => {
  const found = {
    'entity-context': new Map<number, readonly Occurrence[]>(),
    'place-context': new Map<number, readonly Occurrence[]>(),
  }
  let forms: readonly string[] | null = null
  const find = (kind: ContextKind, target: number): readonly Occurrence[] => {
    const own = words.contextsOf(kind, target)
    forms ??= beginningOf(title, text).map((stretch) => comparedForm(stretch, words.words().all).text)
    if (!forms.some(own.mayStandIn)) return NONE
    const all = readText(title, text, { all: words.contexts(), heads: own.heads() }).of(kind)
    return all.filter((word) => word.target === target)
  }
  return (kind, { target, field, start, end }) => {
    const known = found[kind].get(target) ?? find(kind, target)
    found[kind].set(target, known)
    return known.some((word) => word.field !== field || word.end <= start || end <= word.start)
  }
}
const NONE: readonly Occurrence[] = []
