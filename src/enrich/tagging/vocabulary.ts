import { normalForm } from '../../text/normal-form.ts'
import type { Entity, Lexicon, Place, Role, Taxonomy, TopicWords } from '../../model/taxonomy.ts'
import type { WordIndex } from './find-terms.ts'
import { filterOf } from './head-filter.ts'
import type { UseKind, Uses } from './uses.ts'
import { createWordList } from './word-list.ts'
import { type WordRules, wordRulesOf } from './word-rules.ts'

/** One of `a` and one of `b` in a sentence speak for a topic. */
export type Pair = { readonly topic: number }

export type Reference = { readonly pair: number; readonly side: 'a' | 'b' }

/** The words of one language, indexed; or those that count in every language. */
export type Vocabulary = {
  readonly index: WordIndex
  /** What its keys mean. */
  readonly anchored: Uses
  readonly floating: Uses
  /** What a text is to be put through before it is compared with these words. */
  readonly respell: WordRules['respell']
  readonly pairs: readonly Pair[]
  /** Sides of pairs that any entity of a kind, an entity or a topic's term may take: by `@name`. */
  readonly references: ReadonlyMap<string, readonly Reference[]>
  /** True: words of another language than the text's. */
  readonly foreign: boolean
}

/** Own words of a language: its lexicon, and the names that entities and places have in it. */
export const ownVocabulary = (taxonomy: Taxonomy, language: string): Vocabulary => {
  const builder = createBuilder(wordRulesOf(language), false)
  // What a lexicon holds may be made anew at each look.
  const lexicon = taxonomy.lexicons.find((one) => one.language === language)
  const { topics = {}, entities = {}, places = {}, notNames = [] } = lexicon ?? {}
  addTopics(builder, taxonomy, topics)
  taxonomy.entities.forEach((entity, target) => {
    addEntity(builder, entity, target, entity.names[language])
    addEntity(builder, entity, target, entities[entity.id])
  })
  builder.add('field', 0, taxonomy.field?.[language] ?? [])
  taxonomy.roles?.forEach((role, target) => addRole(builder, role, target, language))
  taxonomy.places.forEach((place, target) => {
    addPlace(builder, place, target, place.names[language])
    addPlace(builder, place, target, places[place.id])
  })
  builder.add('not-name', 0, notNames)
  return builder.done()
}

/**
 * Words that count in every language: names that are the same everywhere, and names and English terms too long or too peculiar to be
 * a word of another language.
 */
export const commonVocabulary = (taxonomy: Taxonomy): Vocabulary => {
  const builder = createBuilder(wordRulesOf('en'), true)
  const listed = taxonomy.lexicons.map(({ entities }) => entities)
  const latin = taxonomy.entities.map(({ id, names }) =>
    inLatin([...Object.values(names), ...listed.map((entities) => entities[id] ?? [])].flat()),
  )
  const owners = Map.groupBy(
    latin.flatMap((names, target) => names.map((name) => ({ name, target }))),
    ({ name }) => name,
  )
  taxonomy.entities.forEach((entity, target) => {
    // An abbreviation of two bodies says nothing in a third language, unless a word beside it tells them apart.
    const own = (latin[target] ?? []).filter(
      (name) => asksForContext(entity, name) || (owners.get(name)?.length === 1 && isPeculiar(name)),
    )
    addEntity(builder, entity, target, entity.names.any)
    addEntity(builder, entity, target, own)
  })
  taxonomy.places.forEach((place, target) => addPlace(builder, place, target, place.names.any))
  addTopics(builder, taxonomy, strongOnly(taxonomy.lexicons.find(({ language }) => language === 'en')?.topics ?? {}))
  return builder.done()
}

/** Words beside which an ambiguous name counts, whatever language they are of, as words of this language may end. */
export const contextVocabulary = ({ entities, places }: Taxonomy, language: string): Vocabulary => {
  const builder = createBuilder(wordRulesOf(language), false)
  entities.forEach(({ context }, target) => builder.add('entity-context', target, context))
  places.forEach(({ context }, target) => builder.add('place-context', target, context))
  return builder.done()
}

/** Those in Latin letters, of whatever language. */
const inLatin = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => /^[A-Z\d][\p{sc=Latin}\p{N}\p{P}\s]+$/u.test(name) && !name.includes('*'))

const asksForContext = ({ context, ambiguous = [] }: Entity, name: string): boolean =>
  context.length > 0 && (ambiguous.length === 0 || ambiguous.includes(name))

/** An abbreviation, two words of ten letters together, or a long word. */
const isPeculiar = (name: string): boolean =>
  /^[A-Z][A-Z\d]{2,4}$/.test(name) || (/^[\p{L}\d]\S*[ -]\S/u.test(name) ? name.length >= 10 : name.length >= 9)

const strongOnly = (topics: Lexicon['topics']): Lexicon['topics'] =>
  Object.fromEntries(
    Object.entries(topics).map(([topic, words]) => [
      topic,
      { ...NO_WORDS, terms: words.terms.filter((term) => isPeculiar(term) && !/^[A-Z]+$/.test(term)) },
    ]),
  )
const NO_WORDS: TopicWords = { terms: [], weak: [], pairs: [], not: [] }

type Builder = {
  readonly add: (
    kind: UseKind,
    target: number,
    words: readonly string[],
    asWritten?: readonly string[],
    proper?: boolean,
  ) => void
  readonly addPair: (topic: number) => number
  readonly done: () => Vocabulary
}

const createBuilder = (rules: WordRules, foreign: boolean): Builder => {
  const list = createWordList(rules)
  const pairs: Pair[] = []
  const references = new Map<string, Reference[]>()
  return {
    add: (kind, target, words, asWritten = [], proper = kind === 'entity') => {
      const isName = kind === 'entity' || kind === 'place' || kind.startsWith('role')
      for (const raw of words) {
        if (kind === 'not-name') list.addPhrase(raw, kind, target)
        else if (raw.startsWith('@') && (kind === 'a' || kind === 'b'))
          references.set(raw, [...(references.get(raw) ?? []), { pair: target, side: kind }])
        else if (isName) list.addName(raw, kind, target, { asWritten: asWritten.includes(raw), proper })
        else list.addWord(raw, kind, target)
      }
    },
    addPair: (topic) => pairs.push({ topic }) - 1,
    done: () => {
      const { anchored, floating } = list.packed()
      const index = {
        anchored: anchored.keys,
        floating: floating.keys,
        inside: floating.keys.count === 0 ? null : filterOf([floating.keys]),
        endings: new Set(folded([...rules.endings, ...rules.nameEndings])),
        prefixes: Map.groupBy(
          folded(rules.prefixes).sort((one, other) => one.length - other.length),
          (prefix) => prefix.charCodeAt(0),
        ),
        joins: rules.joins,
      }
      const { respell } = rules
      return { index, anchored: anchored.uses, floating: floating.uses, respell, pairs, references, foreign }
    },
  }
}

const folded = (parts: readonly string[]): string[] => [...new Set(parts.map((part) => normalForm(part).text))]

const addTopics = (builder: Builder, taxonomy: Taxonomy, topics: Lexicon['topics']): void => {
  taxonomy.topics.forEach((topic, target) => {
    const words = topics[topic.id]
    if (words === undefined) return
    builder.add('strong', target, words.terms)
    builder.add('weak', target, words.weak)
    builder.add('not', target, words.not)
    builder.add('against', target, words.against ?? [])
    for (const { a, b } of words.pairs) {
      const pair = builder.addPair(target)
      builder.add('a', pair, a)
      builder.add('b', pair, b)
    }
  })
}

const addEntity = (builder: Builder, entity: Entity, target: number, names: readonly string[] | undefined): void => {
  if (names === undefined) return
  const asWritten = entity.caseSensitive ? names : (entity.asWritten ?? [])
  builder.add('entity', target, names, asWritten)
}

/** «autorité ~ de protection» is looked for in two parts. */
const addRole = (builder: Builder, role: Role, target: number, language: string): void => {
  for (const name of role.names[language] ?? []) {
    const [head = '', tail] = name.split(' ~ ')
    if (tail === undefined) builder.add('role', target, [head])
    else {
      builder.add('role-head', target, [head])
      builder.add('role-tail', target, [tail])
    }
  }
}

/** A country's name is its people's and its language's too, with another ending: أمريكا, أمريكي. A city's stays as it is: سوفا is not سوف. */
const addPlace = (builder: Builder, place: Place, target: number, names: readonly string[] | undefined): void => {
  if (names === undefined) return
  const mayBend = place.kind === 'country' || place.kind === 'region'
  builder.add('place', target, names, place.asWritten, !mayBend)
}
