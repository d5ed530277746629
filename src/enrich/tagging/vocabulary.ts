import type { Normalizer } from '../../text/normal-form.ts'
import type { Entity, Lexicon, Place, Role, Taxonomy, TopicWords } from '../../model/taxonomy.ts'
import type { PatternIndex } from './match.ts'
import { type PrefixFilter, prefixFilter } from './prefix-scan.ts'
import { createSenseBuilder, type OperandKind, type SenseKind, type Senses } from './senses.ts'
import type { Spelling } from './term.ts'
import { type WordRules, wordRulesOf } from './word-rules.ts'

/** One word of list `a` and one of list `b` in a sentence are evidence for a topic. */
export type Pair = { readonly topic: number }

/** An operand that a pair names (`@name`) instead of listing its words. */
export type Reference = { readonly pair: number; readonly operand: OperandKind }

/** The compiled terms of one language, or those that count in every language. */
export type Vocabulary = {
  readonly index: PatternIndex
  /** Senses of the anchored patterns; `floating` has those of the floating patterns. */
  readonly anchored: Senses
  readonly floating: Senses
  /** Respells a text before it is matched with these terms; null: nothing to do. */
  readonly respell: WordRules['respell']
  readonly pairs: readonly Pair[]
  /** By `@name`, the operands of pairs that an entity of that kind, that entity, or a term of that topic may take. */
  readonly references: ReadonlyMap<string, readonly Reference[]>
  /** The language of the terms; `any`: they count in all languages. */
  readonly language: string
  /** True: the terms are not of the text's language in particular, but count in all. */
  readonly foreign: boolean
}

/** All vocabularies that a text is matched with at a time. */
export type Vocabularies = {
  readonly all: readonly Vocabulary[]
  /** The prefix filter of the patterns that begin where a word begins. */
  readonly filter: PrefixFilter
}

/** The terms of a language: its lexicon, and the names that entities and places have in it. */
export const ownVocabulary = (taxonomy: Taxonomy, language: string, normalForm: Normalizer): Vocabulary => {
  const rules = wordRulesOf(language)
  const builder = createBuilder({ rules, normalForm }, language)
  // Each field is read once: a shared lexicon makes its fields anew with each access.
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
  builder.add('not-name', 0, [...notNames, ...(taxonomy.notNames?.[language] ?? [])])
  return builder.done()
}

/**
 * Names that are the same everywhere, with the endings of a language that adds them without an apostrophe: Nextclouda, Facebookului. Empty
 * for other languages.
 */
export const declinedVocabulary = (taxonomy: Taxonomy, language: string, normalForm: Normalizer): readonly Vocabulary[] => {
  const rules = wordRulesOf(language)
  if (!rules.foreignNamesBend) return []
  // The only ending that they lose is -a, which has cases: Alibaby is Alibaba, but Ropa is not RoPay.
  const builder = createBuilder({ rules: { ...rules, nominatives: ['a'] }, normalForm }, language)
  taxonomy.entities.forEach((entity, target) => addEntity(builder, entity, target, entity.names.any))
  return [builder.done()]
}

/**
 * Terms that count in every language: names that are the same everywhere, and names and English terms too long or too peculiar to be a word
 * of another language.
 */
export const commonVocabulary = (taxonomy: Taxonomy, normalForm: Normalizer): Vocabulary => {
  const builder = createBuilder({ rules: wordRulesOf('en'), normalForm }, 'any')
  const listed = taxonomy.lexicons.map(({ entities }) => entities)
  const latin = taxonomy.entities.map(({ id, names }) =>
    inLatin([...Object.values(names), ...listed.map((entities) => entities[id] ?? [])].flat()),
  )
  const owners = Map.groupBy(
    latin.flatMap((names, target) => names.map((name) => ({ name, target }))),
    ({ name }) => name,
  )
  taxonomy.entities.forEach((entity, target) => {
    // An abbreviation of two bodies is ambiguous in a third language, unless a context word tells them apart.
    const own = (latin[target] ?? []).filter(
      (name) => asksForContext(entity, name) || (owners.get(name)?.length === 1 && (isPeculiar(name) || isOneWordName(name))),
    )
    addEntity(builder, entity, target, entity.names.any)
    addEntity(builder, entity, target, own)
  })
  taxonomy.places.forEach((place, target) => addPlace(builder, place, target, place.names.any))
  builder.add('not-name', 0, taxonomy.notNames?.any ?? [])
  addTopics(builder, taxonomy, strongOnly(taxonomy.lexicons.find(({ language }) => language === 'en')?.topics ?? {}))
  return builder.done()
}

export const contextVocabulary = ({ entities, places }: Taxonomy, language: string, normalForm: Normalizer): Vocabulary => {
  const builder = createBuilder({ rules: wordRulesOf(language), normalForm }, language)
  entities.forEach(({ context }, target) => builder.add('entity-context', target, context))
  places.forEach(({ context }, target) => builder.add('place-context', target, context))
  return builder.done()
}

const inLatin = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => /^[\p{Lu}\d][\p{sc=Latin}\p{N}\p{P}\s]+$/u.test(name) && !name.includes('*'))

const asksForContext = ({ context, ambiguous = [], everyday = [] }: Entity, name: string): boolean =>
  everyday.includes(name) || (context.length > 0 && (ambiguous.length === 0 || ambiguous.includes(name)))

/** True for an abbreviation, for words of ten letters or more together, and for a long word. */
const isPeculiar = (name: string): boolean =>
  /^\p{Lu}[\p{Lu}\d]{2,4}$/u.test(name) || (/^[\p{L}\d]\S*[ -]\S/u.test(name) ? name.length >= 10 : name.length >= 9)

/** True for one word of five letters or more: a brand, a person or an acronym. It may be a word of another language, which `isBorrowed` checks. */
const isOneWordName = (name: string): boolean => /^\p{Lu}[\p{L}\d]{4,}$/u.test(name)

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
    kind: SenseKind,
    target: number,
    words: readonly string[],
    asWritten?: readonly string[],
    proper?: boolean,
  ) => void
  readonly addPair: (topic: number) => number
  readonly done: () => Vocabulary
}

const createBuilder = (spelling: Spelling, language: string): Builder => {
  const { rules, normalForm } = spelling
  const terms = createSenseBuilder(spelling)
  const pairs: Pair[] = []
  const references = new Map<string, Reference[]>()
  return {
    add: (kind, target, words, asWritten = [], proper = kind === 'entity') => {
      const isName = kind === 'entity' || kind === 'place' || kind.startsWith('role')
      const isOperand = kind === 'a' || kind === 'b'
      for (const raw of words) {
        if (kind === 'not-name') terms.addPhrase(raw, kind, target)
        else if (raw.startsWith('@') && (kind === 'a' || kind === 'b'))
          references.set(raw, [...(references.get(raw) ?? []), { pair: target, operand: kind }])
        else if (isName) terms.addName(raw, kind, target, { asWritten: asWritten.includes(raw), proper })
        else if (isOperand && isCapitalised(raw, language)) terms.addName(raw, kind, target, { asWritten: false, proper: true })
        else terms.addWord(raw, kind, target)
      }
    },
    addPair: (topic) => pairs.push({ topic }) - 1,
    done: () => {
      const { anchored, floating } = terms.compile()
      const index = {
        anchored: anchored.automaton,
        floating: floating.automaton,
        floatingFilter: floating.automaton.count === 0 ? null : prefixFilter([floating.automaton]),
        endings: new Set(folded([...rules.endings, ...rules.nameEndings], normalForm)),
        proclitics: Map.groupBy(
          folded(rules.proclitics, normalForm).sort((one, other) => one.length - other.length),
          (proclitic) => proclitic.charCodeAt(0),
        ),
        joins: rules.joins,
      }
      return {
        index,
        anchored: anchored.senses,
        floating: floating.senses,
        respell: rules.respell,
        pairs,
        references,
        language,
        foreign: language === 'any',
      }
    },
  }
}

/** True for a name among words: Claro is not Clare, Allegro not Allegri. In German every noun has a capital. */
const isCapitalised = (raw: string, language: string): boolean =>
  language !== 'de' && /^\p{Lu}\p{L}*$/u.test(raw) && /\p{Ll}/u.test(raw)

const folded = (parts: readonly string[], normalForm: Normalizer): string[] => [
  ...new Set(parts.map((part) => normalForm(part).text)),
]

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

/** «autorité ~ de protection» is matched in two parts. */
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

/**
 * The name of a country or region also names its people and language, with another ending: أمريكا, أمريكي. A city's name does not: سوفا is
 * not سوف.
 */
const addPlace = (builder: Builder, place: Place, target: number, names: readonly string[] | undefined): void => {
  if (names === undefined) return
  const mayBend = place.kind === 'country' || place.kind === 'region'
  builder.add('place', target, names, place.asWritten, !mayBend)
}
