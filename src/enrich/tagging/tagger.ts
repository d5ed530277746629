import { hundredths } from '../../lib/probability.ts'
import type { Evidence, Tags } from '../../model/article.ts'
import type { LanguageTag, TopicId } from '../../model/ids.ts'
import type { Taxonomy, TopicExample } from '../../model/taxonomy.ts'
import { type Normalizer, createNormalizer } from '../../text/normal-form.ts'
import { createArticleMatcher } from './article-matcher.ts'
import { type ContextVocabularies, type HasContext, contextsIn, createContextWords } from './contexts.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'
import { needsContext } from './name-context.ts'
import { type Named, type NamedEntities, createNamedEntityFinder } from './named-entities.ts'
import { createWordReader } from './learned-words.ts'
import { prefixFilter } from './prefix-scan.ts'
import type { ArticleEvidence } from './article-evidence.ts'
import { hintsIn } from './hints.ts'
import { LEARNED_TABLES, type LearnedTables } from './learned-tables.ts'
import { countEvidence, createReliability, type Judged, type ReliabilityTable } from './reliability.ts'
import { type Because, createTopicDecision } from './topic-decision.ts'
import { COMPANIES, type Naming, outsideTheField, topicEvidence } from './topic-evidence.ts'
import {
  type Vocabularies,
  type Vocabulary,
  commonVocabulary,
  contextVocabulary,
  declinedVocabulary,
  ownVocabulary,
} from './vocabulary.ts'
import { wordRulesOf } from './word-rules.ts'

type TaggerInput = {
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  /** Topics that the source mostly writes about: a hint, never a tag. */
  readonly sourceTopics: readonly TopicId[]
}

/** A topic for which the article has evidence, whether or not it is tagged with it. */
export type Considered = {
  readonly id: TopicId
  readonly probability: number
  readonly chosen: boolean
  readonly evidence: readonly Evidence[]
  readonly because: readonly Because[]
}
export type Tagger = {
  readonly tag: (input: TaggerInput) => Tags
  /** Every topic that was considered, the likeliest first, chosen or not: for `explain`, and for whoever edits a lexicon. */
  readonly consider: (input: TaggerInput) => readonly Considered[]
}

/** The least probability of a doubtful topic; less likely topics are dropped. */
const DOUBTFUL = 0.05

/** Compiles the words of a language with its first article. Not re-entrant: the matchers reuse their buffers. */
export const createTagger = (
  taxonomy: Taxonomy,
  normalForm: Normalizer = createNormalizer(),
  learned: LearnedTables = LEARNED_TABLES,
): Tagger => {
  const read = createEvidenceReader(taxonomy, normalForm)
  const nameOf = (topic: number): string => taxonomy.topics[topic]?.id ?? ''
  const reliability = createReliability(withExamples(learned.reliability, taxonomy, read), taxonomy)
  const decide = createTopicDecision(learned.decision, { reliability, words: learned.words, nameOf })
  const weigh = (evidence: ArticleEvidence) =>
    decide(evidence).flatMap((one) => idsOf(taxonomy, one.topic).map((id) => ({ ...one, id })))
  return {
    tag: (input) => {
      const { named, evidence } = read(input)
      const weighed = weigh(evidence)
      return {
        topics: weighed
          .filter(({ chosen }) => chosen)
          .map(({ id, topic, probability }) => ({
            id,
            score: hundredths(probability),
            evidence: topicEvidenceOf(evidence, topic),
          })),
        doubtful: weighed
          .filter(({ chosen, probability }) => !chosen && probability >= DOUBTFUL)
          .map(({ id, probability }) => ({ id, score: hundredths(probability) })),
        entities: nameTags(named.entities, taxonomy.entities, 'entity'),
        places: nameTags(named.places, taxonomy.places, 'place'),
      }
    },
    consider: (input) => {
      const { evidence } = read(input)
      return weigh(evidence).map(({ id, topic, probability, chosen, because }) => ({
        id,
        probability,
        chosen,
        evidence: topicEvidenceOf(evidence, topic),
        because: because(),
      }))
    },
  }
}

const idsOf = ({ topics }: Taxonomy, topic: number): readonly TopicId[] => {
  const id = topics[topic]?.id
  return id === undefined ? [] : [id]
}
/** Words that speak for a topic; where none do, the organisations that hint at it. */
const topicEvidenceOf = ({ topics, hints }: ArticleEvidence, topic: number): readonly Evidence[] => {
  const words = (topics.get(topic)?.reasons ?? []).flatMap(({ kind, mentions }) => evidenceOf(mentions, kind))
  if (words.length > 0) return words
  return hints.flatMap((hint) => (hint.topics.includes(topic) ? evidenceOf([hint.mention], 'entity') : []))
}

/** The table with the examples of topics that an operator added, which have no other labels. */
const withExamples = (table: ReliabilityTable, taxonomy: Taxonomy, read: EvidenceReader): ReliabilityTable => {
  const examples = taxonomy.topics.flatMap(({ id, examples: { match, miss } }, topic) => {
    if (table.topics[id] !== undefined) return []
    const judged = ({ language, text }: TopicExample, isRight: boolean): Judged => {
      const { evidence } = read({ title: text, text: '', language: language ?? 'und', sourceTopics: [] })
      return { evidence, isRight: (asked) => (asked === topic ? isRight : null) }
    }
    return [...match.map((one) => judged(one, true)), ...miss.map((one) => judged(one, false))]
  })
  if (examples.length === 0) return table
  const own = countEvidence(examples, taxonomy)
  return { ...table, topicKinds: { ...table.topicKinds, ...own.topicKinds }, terms: merged(table.terms, own.terms) }
}

const merged = (one: ReliabilityTable['terms'], other: ReliabilityTable['terms']): ReliabilityTable['terms'] => ({
  ...one,
  ...Object.fromEntries(Object.entries(other).map(([language, topics]) => [language, { ...one[language], ...topics }])),
})

export type EvidenceReader = (input: TaggerInput) => { readonly named: NamedEntities; readonly evidence: ArticleEvidence }

export const createEvidenceReader = (taxonomy: Taxonomy, normalForm: Normalizer = createNormalizer()): EvidenceReader => {
  const vocabulariesOf = createVocabularies(taxonomy, normalForm)
  const matcher = createArticleMatcher(normalForm)
  // A matcher of its own, so that operands of pairs stay valid while context words are searched for.
  const contextMatcher = createArticleMatcher(normalForm)
  const topicIndex = new Map(taxonomy.topics.map(({ id }, index) => [id, index]))
  const naming = namingOf(taxonomy)
  const readWords = createWordReader(normalForm)
  const findNamed = createNamedEntityFinder(taxonomy, topicIndex)
  const hintsOf = hintsIn(taxonomy, topicIndex)
  const weightOf = (topic: number): number => taxonomy.topics[topic]?.weight ?? 1
  const ofKinds = ({ entities }: NamedEntities, kinds: ReadonlySet<string>): readonly Mention[] =>
    entities.filter(({ target }) => kinds.has(taxonomy.entities[target]?.kind ?? '')).flatMap(({ mentions }) => mentions)
  return ({ title, text, language, sourceTopics }) => {
    const words = vocabulariesOf(language)
    const vocabularies = words.words()
    const mentions = matcher.mentionsIn(title, text, vocabularies)
    const hasContext = contextsIn(title, text, words, contextMatcher)
    const topics = topicEvidence(mentions, vocabularies.all, naming(mentions, hasContext))
    const named = findNamed({ title, text, mentions, topics, language, hasContext })
    const hints = hintsOf(named)
    const considered = withHinted(topics, hints)
    return {
      named,
      evidence: {
        topics: considered,
        hints,
        usual: new Set(sourceTopics.flatMap((topic) => topicIndex.get(topic) ?? [])),
        fieldWords: mentions.of('field'),
        authorities: ofKinds(named, AUTHORITIES),
        companies: ofKinds(named, COMPANIES),
        places: named.places.flatMap((place) => place.mentions),
        weightOf,
        isOutside: outsideTheField(taxonomy, { mentions, topics, length: title.length + text.length }),
        // Words are read only where a topic is considered: most news is not about the field.
        words: considered.size === 0 ? [] : readWords(title, text),
        language,
        titleLength: title.length,
        textLength: text.length,
      },
    }
  }
}

const AUTHORITIES: ReadonlySet<string> = new Set(['public-body', 'regulator', 'court', 'intergovernmental', 'law', 'agreement'])
/** Adds topics that only an organisation hints at, so that they are considered too. */
const withHinted = (topics: ArticleEvidence['topics'], hints: ArticleEvidence['hints']): ArticleEvidence['topics'] => {
  const all = new Map(topics)
  for (const hint of hints) for (const topic of hint.topics) if (!all.has(topic)) all.set(topic, { reasons: [], against: [] })
  return all
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
      // The topics are not known yet: only the name's context words can confirm it.
      isMeant: (mention) => {
        const entity = mention.kind === 'entity' ? entities[mention.target] : undefined
        return entity === undefined || !needsContext(entity, mention) || hasContext('entity-context', mention)
      },
    }
  }
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

/** The vocabularies that texts of each language are matched with, compiled on first use. */
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
  const declined = (language: LanguageTag): readonly Vocabulary[] => declinedVocabulary(taxonomy, language, normalForm)
  const words = kept((language) =>
    together([...nearest(language).map(own), ...nearest(language).slice(0, 1).flatMap(declined), common('any')]),
  )
  return kept((language) => {
    // Names that are the same everywhere may have context words of any language, with English endings too.
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

const kept = <Made>(make: (language: string) => Made): ((language: string) => Made) => {
  const made = new Map<string, Made>()
  return (language) => {
    const known = made.get(language) ?? make(language)
    made.set(language, known)
    return known
  }
}
