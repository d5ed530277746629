import type { Entity, Place, Taxonomy } from '../../model/taxonomy.ts'
import type { Coordination } from './coordination.ts'
import { type ArticleText, OF_A_STATE } from './jurisdictions.ts'
import { type Mention, termOf } from './mentions.ts'
import { COMPANIES } from './topic-evidence.ts'

/** True: the name is also a common word, or the name of several things, and counts only where something confirms it. */
export const needsContext = (named: Entity | Place, name: Mention): boolean => {
  const { context, ambiguous = [], everyday = [] } = named
  if (isEveryday(named, name)) return true
  return context.length > 0 && (ambiguous.length === 0 ? everyday.length === 0 : ambiguous.includes(termOf(name).raw))
}

/** True: the name is an everyday word too, which a capital may mark as a name. */
export const isEveryday = (named: Entity | Place | undefined, name: Mention): boolean =>
  named?.everyday?.includes(termOf(name).raw) === true

/**
 * True: one of these clear names says that an ambiguous one is meant: a company that is coordinated with a company, a body of a state that
 * another body of the state is named beside.
 */
export const createConfirmation = ({ entities }: Taxonomy, coordinatedWith: Coordination) => {
  const kindOf = ({ target }: Mention): string => entities[target]?.kind ?? ''
  const stateOf = (name: Mention): string | null =>
    OF_A_STATE.has(kindOf(name)) ? (entities[name.target]?.place ?? null) : null
  const isCompany = (name: Mention): boolean => COMPANIES.has(kindOf(name))
  return (clear: readonly Mention[], word: Mention, article: ArticleText): boolean => {
    const others = clear.filter(({ target }) => target !== word.target)
    const state = stateOf(word)
    if (state !== null && others.some((name) => stateOf(name) === state)) return true
    const alike = others.filter((name) => isCompany(name) === isCompany(word))
    return alike.length > 0 && coordinatedWith(word, [...alike, word], article).length > 1
  }
}
