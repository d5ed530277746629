import type { EntityTag, Evidence, PlaceTag, Tags, TopicTag } from '../../model/article.ts'
import type { LanguageTag, TopicId } from '../../model/ids.ts'
import type { Knowledge } from '../../model/taxonomy.ts'
import { holds } from './longest-names.ts'
import { findNames } from './names.ts'
import { type Occurrence, readText } from './read-text.ts'
import { type Hint, type ScoredTopic, scoreTopics } from './scorer.ts'
import { topicEvidence } from './topic-evidence.ts'
import { type Vocabulary, commonVocabulary, ownVocabulary } from './vocabulary.ts'
import { wordRulesOf } from './word-rules.ts'

export type TaggerInput = {
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  /** Topics that the source mostly writes of: a hint, never a tag. */
  readonly sourceTopics: readonly TopicId[]
}
export type Tagger = { readonly tag: (input: TaggerInput) => Tags }

/** The words of a language are indexed when its first article comes. */
export const createTagger = (knowledge: Knowledge): Tagger => {
  const vocabulariesOf = createVocabularies(knowledge)
  const topicIndex = new Map(knowledge.topics.map(({ id }, index) => [id, index]))
  return {
    tag: ({ title, text, language }) => {
      const found = readText(title, text, vocabulariesOf(language))
      const companies = found.filter(
        ({ use }) => use.kind === 'entity' && COMPANIES.has(knowledge.entities[use.target]?.kind ?? ''),
      )
      const evidence = topicEvidence(found, (word) => companies.some((name) => holds(name, word)))
      const names = findNames(knowledge, found, evidence, topicIndex)
      const hints: readonly Hint[] = names.entities.flatMap(({ words: [word], target }) => {
        const topics = knowledge.entities[target]?.topics.flatMap((topic) => topicIndex.get(topic) ?? []) ?? []
        return word === undefined || topics.length === 0 ? [] : [{ topics, word }]
      })
      return {
        topics: scoreTopics({ topics: evidence, hints, weightOf: (topic) => knowledge.topics[topic]?.weight ?? 1 }).flatMap(
          (scored) => topicTag(knowledge, scored),
        ),
        entities: names.entities.flatMap(({ target, words }) => entityTag(knowledge, target, words)),
        places: names.places.flatMap(({ target, words }) => placeTag(knowledge, target, words)),
      }
    },
  }
}

/** Kinds of entity whose names say who, not what. */
const COMPANIES: ReadonlySet<string> = new Set(['company', 'marketplace', 'platform', 'payment'])

const createVocabularies = (knowledge: Knowledge): ((language: LanguageTag) => readonly Vocabulary[]) => {
  const own = new Map<string, Vocabulary>()
  const lists = new Map<LanguageTag, readonly Vocabulary[]>()
  const known = new Set(knowledge.lexicons.map(({ language }) => language))
  let common: Vocabulary | undefined
  const vocabularyOf = (language: string): Vocabulary => {
    const vocabulary = own.get(language) ?? ownVocabulary(knowledge, language)
    own.set(language, vocabulary)
    return vocabulary
  }
  return (language) => {
    const kept = lists.get(language)
    if (kept !== undefined) return kept
    common ??= commonVocabulary(knowledge)
    const base = language.split('-')[0] ?? language
    const near = [known.has(language) ? language : base, ...wordRulesOf(language).related].filter((one) => known.has(one))
    const list = [...(near.length === 0 ? ['en'] : near).map((one) => vocabularyOf(one)), common]
    lists.set(language, list)
    return list
  }
}

const topicTag = (knowledge: Knowledge, { topic, sum, reasons }: ScoredTopic): readonly TopicTag[] => {
  const id = knowledge.topics[topic]?.id
  if (id === undefined) return []
  const evidence = reasons.flatMap(({ kind, words }) => words.map((word) => evidenceOf(word, kind)))
  return [{ id, score: Math.round(100 * (1 - Math.exp(-sum))) / 100, evidence }]
}

const entityTag = (knowledge: Knowledge, target: number, words: readonly Occurrence[]): readonly EntityTag[] => {
  const id = knowledge.entities[target]?.id
  return id === undefined ? [] : [{ id, evidence: words.map((word) => evidenceOf(word, 'entity')) }]
}

const placeTag = (knowledge: Knowledge, target: number, words: readonly Occurrence[]): readonly PlaceTag[] => {
  const id = knowledge.places[target]?.id
  return id === undefined ? [] : [{ id, evidence: words.map((word) => evidenceOf(word, 'place')) }]
}

const evidenceOf = ({ use, field, start, end }: Occurrence, kind: string): Evidence => ({
  term: use.term.raw,
  field,
  start,
  end,
  kind,
})
