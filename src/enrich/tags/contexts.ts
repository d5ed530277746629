import type { Occurrence } from './occurrence.ts'
import { beginningOf, comparedForm, readText } from './read-text.ts'
import type { ContextKind } from './uses.ts'
import type { LanguageWords } from './vocabularies.ts'

/** The words in an article beside which an ambiguous name counts, perhaps among others'. */
export type Contexts = (kind: ContextKind, target: number) => readonly Occurrence[]

/** Looked for when asked: few articles have such names, and fewer have words for them. */
export const contextsIn = (title: string, text: string, words: LanguageWords): Contexts => {
  const found = {
    'entity-context': new Map<number, readonly Occurrence[]>(),
    'place-context': new Map<number, readonly Occurrence[]>(),
  }
  const find: Contexts = (kind, target) => {
    const own = words.contextsOf(kind, target)
    const stretches = beginningOf(title, text).map((stretch) => comparedForm(stretch, words.words().all).text)
    if (!stretches.some(own.mayStandIn)) return NONE
    return readText(title, text, { all: words.contexts(), heads: own.heads() }).of(kind)
  }
  return (kind, target) => {
    const known = found[kind].get(target) ?? find(kind, target)
    found[kind].set(target, known)
    return known
  }
}
const NONE: readonly Occurrence[] = []
