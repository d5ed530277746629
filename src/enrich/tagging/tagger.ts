import type { Evidence, Tags, TopicTag } from '../../model/article.ts'
import type { LanguageTag, TopicId } from '../../model/ids.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Normalizer, createNormalizer } from '../../text/normal-form.ts'
import { createArticleMatcher } from './article-matcher.ts'
import { type ContextVocabularies, type HasContext, contextsIn, createContextWords } from './contexts.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'
import { type Named, type NamedEntities, createNamedEntityFinder, needsContext } from './named-entities.ts'
import { prefixFilter } from './prefix-scan.ts'
import { type Hint, type ScoredTopic, scoreTopics, weighTopics } from './scorer.ts'
import { COMPANIES, type Naming, outsideTheField, topicEvidence } from './topic-evidence.ts'
import { type Vocabularies, type Vocabulary, commonVocabulary, contextVocabulary, ownVocabulary } from './vocabulary.ts'
import { wordRulesOf } from './word-rules.ts'

type TaggerInput = {
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  /** Topics that the source mostly writes of: a hint, never a tag. */
  readonly sourceTopics: readonly TopicId[]
}

/** A topic that some word speaks for, whether or not the article is tagged with it. */
type Considered = {
  readonly id: TopicId
  readonly sum: number
  readonly chosen: boolean
  readonly evidence: readonly Evidence[]
}
export type Tagger = {
  readonly tag: (input: TaggerInput) => Tags
  /** Every topic that was considered, best first, chosen or not: for `explain`, and for whoever edits a lexicon. */
  readonly consider: (input: TaggerInput) => readonly Considered[]
}

/** Compiles the words of a language when its first article comes. Tags one article at a time: the matchers' buffers are its own. */
export const createTagger = (taxonomy: Taxonomy, normalForm: Normalizer = createNormalizer()): Tagger => {
  const vocabulariesOf = createVocabularies(taxonomy, normalForm)
  const matcher = createArticleMatcher(normalForm)
  // What was found of pairs stays valid while contexts are looked for.
  const contextMatcher = createArticleMatcher(normalForm)
  const topicIndex = new Map(taxonomy.topics.map(({ id }, index) => [id, index]))
  const naming = namingOf(taxonomy)
  const findNamed = createNamedEntityFinder(taxonomy, topicIndex)
  const hintsOf = hintsIn(taxonomy, topicIndex)
  const weightOf = (topic: number): number => taxonomy.topics[topic]?.weight ?? 1
  const read = ({ title, text, language, sourceTopics }: TaggerInput) => {
    const words = vocabulariesOf(language)
    const vocabularies = words.words()
    const mentions = matcher.mentionsIn(title, text, vocabularies)
    const hasContext = contextsIn(title, text, words, contextMatcher)
    const topics = topicEvidence(mentions, vocabularies.all, naming(mentions, hasContext))
    const named = findNamed({ mentions, topics, language, hasContext })
    return {
      named,
      evidence: {
        topics,
        hints: hintsOf(named),
        weightOf,
        usual: new Set(sourceTopics.flatMap((topic) => topicIndex.get(topic) ?? [])),
        isOutside: outsideTheField(taxonomy, { mentions, topics, length: title.length + text.length }),
      },
    }
  }
  return {
    tag: (input) => {
      const { named, evidence } = read(input)
      return {
        topics: scoreTopics(evidence).flatMap((scored) => topicTag(taxonomy, scored)),
        entities: nameTags(named.entities, taxonomy.entities, 'entity'),
        places: nameTags(named.places, taxonomy.places, 'place'),
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

const namingOf = ({ entities, topics }: Taxonomy): ((mentions: Mentions, hasContext: HasContext) => Naming) => {
  const isCompany = entities.map(({ kind }) => COMPANIES.has(kind))
  const namesOfTopics = topics.map(({ id }) => [`@${id}`])
  const namesOfEntities = entities.map(({ id, kind }) => [`@${kind}`, `@${id}`])
  return (mentions, hasContext) => {
    const companies = mentions.of('entity').filter(({ target }) => isCompany[target] === true)
    return {
      isCompany: (mention) => companies.some((name) => covers(name, mention)),
      namesOf: ({ kind, target }) => {
        if (kind === 'strong') return namesOfTopics[target] ?? []
        return kind === 'entity' ? (namesOfEntities[target] ?? []) : []
      },
      // What topics there are is not known yet: only its own words tell.
      isMeant: (mention) => {
        const entity = mention.kind === 'entity' ? entities[mention.target] : undefined
        return entity === undefined || !needsContext(entity, mention) || hasContext('entity-context', mention)
      },
    }
  }
}

/** Topics that the entities named stand for. */
const hintsIn = (
  { entities }: Taxonomy,
  topicIndex: ReadonlyMap<TopicId, number>,
): ((named: NamedEntities) => readonly Hint[]) => {
  const hinted = entities.map(({ topics }) => topics.flatMap((topic) => topicIndex.get(topic) ?? []))
  return (named) =>
    named.entities.flatMap(({ mentions: [mention], target }) => {
      const topics = hinted[target] ?? []
      return mention === undefined || topics.length === 0 ? [] : [{ topics, mention }]
    })
}

const topicTag = (taxonomy: Taxonomy, { topic, sum, reasons }: ScoredTopic): readonly TopicTag[] => {
  const id = taxonomy.topics[topic]?.id
  if (id === undefined) return []
  const evidence = reasons.flatMap(({ kind, mentions }) => evidenceOf(mentions, kind))
  return [{ id, score: Math.round(100 * (1 - Math.exp(-sum))) / 100, evidence }]
}

type NameTag<Id> = { readonly id: Id; readonly evidence: readonly Evidence[] }

const nameTags = <Id>(named: readonly Named[], all: readonly { readonly id: Id }[], kind: string): readonly NameTag<Id>[] => {
  const tags: NameTag<Id>[] = []
  for (const { target, mentions } of named) {
    const id = all[target]?.id
    if (id !== undefined) tags.push({ id, evidence: evidenceOf(mentions, kind) })
  }
  return tags
}

const evidenceOf = (mentions: readonly Mention[], kind: string): readonly Evidence[] => {
  const evidence: Evidence[] = []
  for (const mention of mentions) {
    const { field, start, end } = mention
    evidence.push({ term: termOf(mention).raw, field, start, end, kind })
  }
  return evidence
}

/** What texts of each language are compared with, compiled when it is asked for. */
export const createVocabularies = (
  taxonomy: Taxonomy,
  normalForm: Normalizer,
): ((language: LanguageTag) => ContextVocabularies) => {
  const known = new Set(taxonomy.lexicons.map(({ language }) => language))
  const own = kept((language) => ownVocabulary(taxonomy, language, normalForm))
  const context = kept((language) => contextVocabulary(taxonomy, language, normalForm))
  const common = kept(() => commonVocabulary(taxonomy, normalForm))
  const nearest = (language: LanguageTag): readonly string[] => {
    if (language === 'und') return ['en']
    const base = language.split('-')[0] ?? language
    return [known.has(language) ? language : base, ...wordRulesOf(language).related].filter((one) => known.has(one))
  }
  const words = kept((language) => together([...nearest(language).map(own), common('any')]))
  return kept((language) => {
    // Names that are the same everywhere have their contexts in all languages, and may take on an English ending.
    const languages = [...new Set([...nearest(language), 'en'])]
    return {
      words: () => words(language),
      contexts: () => languages.map(context),
      contextsOf: createContextWords(taxonomy, languages, normalForm),
    }
  })
}

const together = (all: readonly Vocabulary[]): Vocabularies => ({
  all,
  filter: prefixFilter(all.map(({ index }) => index.anchored)),
})

/** Made once for each language. */
const kept = <Made>(make: (language: string) => Made): ((language: string) => Made) => {
  const made = new Map<string, Made>()
  return (language) => {
    const known = made.get(language) ?? make(language)
    made.set(language, known)
    return known
  }
}
