import type { Evidence, Tags, TopicTag } from '../../model/article.ts'
import type { LanguageTag, TopicId } from '../../model/ids.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { type HasContext, contextsIn } from './contexts.ts'
import { COMPANIES, outsideTheField } from './field.ts'
import { holds } from './longest-names.ts'
import { type Named, type Names, createNameFinder, needsContext } from './names.ts'
import type { Found } from './found.ts'
import { type Occurrence, termOf } from './occurrence.ts'
import { readText } from './read-text.ts'
import { type Hint, type ScoredTopic, scoreTopics, weighTopics } from './scorer.ts'
import { type Naming, topicEvidence } from './topic-evidence.ts'
import { createVocabularies } from './vocabularies.ts'

export type TaggerInput = {
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  /** Topics that the source mostly writes of: a hint, never a tag. */
  readonly sourceTopics: readonly TopicId[]
}

/** A topic that some word speaks for, whether or not the article is tagged with it. */
export type Considered = {
  readonly id: TopicId
  readonly sum: number
  readonly chosen: boolean
  readonly evidence: readonly Evidence[]
}
export type Tagger = {
  readonly tag: (input: TaggerInput) => Tags
  /** Every topic that was considered, best first, chosen or not: for `explain` and for those who mend a lexicon. */
  readonly consider: (input: TaggerInput) => readonly Considered[]
}

/** The words of a language are indexed when its first article comes. */
export const createTagger = (taxonomy: Taxonomy): Tagger => {
  const vocabulariesOf = createVocabularies(taxonomy)
  const topicIndex = new Map(taxonomy.topics.map(({ id }, index) => [id, index]))
  const naming = namingOf(taxonomy)
  const findNames = createNameFinder(taxonomy, topicIndex)
  const hintsOf = hintsIn(taxonomy, topicIndex)
  const weightOf = (topic: number): number => taxonomy.topics[topic]?.weight ?? 1
  const read = ({ title, text, language, sourceTopics }: TaggerInput) => {
    const vocabularies = vocabulariesOf(language)
    const words = vocabularies.words()
    const found = readText(title, text, words)
    const hasContext = contextsIn(title, text, vocabularies)
    const topics = topicEvidence(found, words.all, naming(found, hasContext))
    const names = findNames({ found, topics, language, hasContext })
    return {
      names,
      evidence: {
        topics,
        hints: hintsOf(names),
        weightOf,
        usual: new Set(sourceTopics.flatMap((topic) => topicIndex.get(topic) ?? [])),
        isOutside: outsideTheField(taxonomy, { found, topics, length: title.length + text.length }),
      },
    }
  }
  return {
    tag: (input) => {
      const { names, evidence } = read(input)
      return {
        topics: scoreTopics(evidence).flatMap((scored) => topicTag(taxonomy, scored)),
        entities: nameTags(names.entities, taxonomy.entities, 'entity'),
        places: nameTags(names.places, taxonomy.places, 'place'),
      }
    },
    consider: (input) => {
      const { evidence } = read(input)
      const chosen = new Set(scoreTopics(evidence).map(({ topic }) => topic))
      return weighTopics(evidence).flatMap((scored) =>
        topicTag(taxonomy, scored).map(({ id, evidence }) => ({
          id,
          sum: scored.sum,
          chosen: chosen.has(scored.topic),
          evidence,
        })),
      )
    },
  }
}

const namingOf = ({ entities, topics }: Taxonomy): ((found: Found, hasContext: HasContext) => Naming) => {
  const isCompany = entities.map(({ kind }) => COMPANIES.has(kind))
  const namesOfTopics = topics.map(({ id }) => [`@${id}`])
  const namesOfEntities = entities.map(({ id, kind }) => [`@${kind}`, `@${id}`])
  return (found, hasContext) => {
    const companies = found.of('entity').filter(({ target }) => isCompany[target] === true)
    return {
      isCompany: (word) => companies.some((name) => holds(name, word)),
      calledAs: ({ kind, target }) => {
        if (kind === 'strong') return namesOfTopics[target] ?? []
        return kind === 'entity' ? (namesOfEntities[target] ?? []) : []
      },
      // What topics there are is not known yet: only its own words tell.
      isMeant: (word) => {
        const entity = word.kind === 'entity' ? entities[word.target] : undefined
        return entity === undefined || !needsContext(entity, word) || hasContext('entity-context', word)
      },
    }
  }
}

/** Topics that the entities named stand for. */
const hintsIn = ({ entities }: Taxonomy, topicIndex: ReadonlyMap<TopicId, number>): ((names: Names) => readonly Hint[]) => {
  const hinted = entities.map(({ topics }) => topics.flatMap((topic) => topicIndex.get(topic) ?? []))
  return (names) =>
    names.entities.flatMap(({ words: [word], target }) => {
      const topics = hinted[target] ?? []
      return word === undefined || topics.length === 0 ? [] : [{ topics, word }]
    })
}

const topicTag = (taxonomy: Taxonomy, { topic, sum, reasons }: ScoredTopic): readonly TopicTag[] => {
  const id = taxonomy.topics[topic]?.id
  if (id === undefined) return []
  const evidence = reasons.flatMap(({ kind, words }) => evidenceOf(words, kind))
  return [{ id, score: Math.round(100 * (1 - Math.exp(-sum))) / 100, evidence }]
}

type NameTag<Id> = { readonly id: Id; readonly evidence: readonly Evidence[] }

const nameTags = <Id>(named: readonly Named[], all: readonly { readonly id: Id }[], kind: string): readonly NameTag<Id>[] => {
  const tags: NameTag<Id>[] = []
  for (const { target, words } of named) {
    const id = all[target]?.id
    if (id !== undefined) tags.push({ id, evidence: evidenceOf(words, kind) })
  }
  return tags
}

const evidenceOf = (words: readonly Occurrence[], kind: string): readonly Evidence[] => {
  const evidence: Evidence[] = []
  for (const word of words) evidence.push({ term: termOf(word).raw, field: word.field, start: word.start, end: word.end, kind })
  return evidence
}
