import type { Taxonomy } from '../../model/taxonomy.ts'
import type { Hint } from './hints.ts'
import { termOf } from './mentions.ts'
import type { Reason } from './topic-evidence.ts'
import { type ArticleEvidence, spotOf, spotOfReason } from './article-evidence.ts'
import {
  countWords,
  type JudgedWords,
  createWordSupports,
  withoutTopicCounts,
  type WordCounts,
  type WordSupports,
} from './word-counts.ts'

/** How often a piece of evidence was right on labelled articles. */
export type Reliability = {
  /** Log-odds that the topic is right for an article that has this reason. */
  readonly ofReason: (reason: Reason, topic: number) => number
  readonly ofHint: (hint: Hint, topic: number) => number
  readonly ofTopic: (topic: number) => number
  readonly ofWords: WordSupports
  /** False: a topic that an operator added, for which there are no labels. */
  readonly isLabelled: (topic: number) => boolean
}

/** How many labelled articles have a piece of evidence (`all`), and in how many of them the topic was right or defensible (`right`). */
export type Count = readonly [right: number, all: number]
export type Counts = Readonly<Record<string, Count>>
/** The first two numbers count articles that have the term anywhere, the others those that have it in the headline. */
export type TermCount = readonly [right: number, all: number, rightInHeadline: number, allInHeadline: number]
/** Terms of a topic as the lexicon writes them; `a + b` for a pair, `a + *` and `* + b` for its operands. */
export type TermCounts = Readonly<Record<string, TermCount>>

export type ReliabilityTable = {
  readonly topics: Counts
  /** By kind and place: `strong headline`. */
  readonly kinds: Counts
  readonly topicKinds: Readonly<Record<string, Counts>>
  readonly terms: Readonly<Record<string, Readonly<Record<string, TermCounts>>>>
  readonly entities: Readonly<Record<string, Counts>>
  /** Counts of words, whether or not the lexicon has them. */
  readonly words: WordCounts
}

/** The weight, in articles of the special case, of what is known of a more general case. */
const PRIOR = 3
const TOPIC_PRIOR = 20

/**
 * Smooths from the general to the special (empirical Bayes; Efron and Morris 1975): evidence that no labelled article has is as reliable as
 * its kind is for the topic; for a topic without labels, as its kind is for all topics.
 */
export const createReliability = (table: ReliabilityTable, taxonomy: Taxonomy): Reliability => {
  const { topics, entities } = taxonomy
  const ofAll = shareOf(Object.values(table.topics).reduce(sum, NONE), 0.3, 1)
  const idOf = (topic: number): string => topics[topic]?.id ?? ''
  const kindShare = (kind: string, topic: number): number =>
    shareOf(table.topicKinds[idOf(topic)]?.[kind], shareOf(table.kinds[kind], ofAll, TOPIC_PRIOR), TOPIC_PRIOR)
  return {
    ofReason: (reason, topic) => {
      const terms = table.terms[languageOf(reason)]?.[idOf(topic)] ?? {}
      const general = kindShare(kindOfReason(reason), topic)
      const operands = operandsOf(reason).map((operand) => shareOf(anywhere(ownOf(terms, operand)), general, PRIOR))
      const before = operands.length === 0 ? general : operands.reduce((one, other) => one + other) / operands.length
      const count = ownOf(terms, wordsOf(reason))
      const share = shareOf(anywhere(count), before, PRIOR)
      return logOdds(shareOf(isHeadline(reason) ? inHeadline(count) : below(count), share, PRIOR))
    },
    ofHint: (hint, topic) =>
      logOdds(
        shareOf(table.entities[entities[hint.entity]?.id ?? '']?.[idOf(topic)], kindShare(kindOfHint(hint), topic), PRIOR),
      ),
    isLabelled: (topic) => table.topics[idOf(topic)] !== undefined,
    ofTopic: (topic) => logOdds(shareOf(table.topics[idOf(topic)], ofAll, TOPIC_PRIOR)),
    ofWords: createWordSupports(table.words, taxonomy),
  }
}

const languageOf = ({ mentions }: Reason): string => mentions[0]?.vocabulary.language ?? 'any'
const wordsOf = ({ mentions }: Reason): string => mentions.map((mention) => termOf(mention).raw).join(' + ')
const operandsOf = ({ mentions: [a, b] }: Reason): readonly string[] =>
  a === undefined || b === undefined ? [] : [`${termOf(a).raw} + *`, `* + ${termOf(b).raw}`]
const isHeadline = (reason: Reason): boolean => spotOfReason(reason) === 'headline'
const kindOfReason = (reason: Reason): string => `${reason.kind} ${spotOfReason(reason)}`
const kindOfHint = ({ mention }: Hint): string => `entity ${spotOf(mention)}`

/** The record's own value: a term may have the name of an inherited property, as `constructor` has. */
const ownOf = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

const NONE: Count = [0, 0]
const sum = ([right, all]: Count, [moreRight, more]: Count): Count => [right + moreRight, all + more]
const anywhere = ([right, all] = NO_TERM): Count => [right, all]
const inHeadline = ([, , right, all] = NO_TERM): Count => [right, all]
const below = ([right, all, headlineRight, headlines] = NO_TERM): Count => [right - headlineRight, all - headlines]
const NO_TERM: TermCount = [0, 0, 0, 0]

/** The share of right articles, drawn towards the `prior` of the more general case the more, the fewer articles there are. */
const shareOf = ([right, all] = NONE, prior: number, weight: number): number => (right + weight * prior) / (all + weight)

const logOdds = (share: number): number => {
  const kept = Math.min(0.995, Math.max(0.005, share))
  return Math.log(kept / (1 - kept))
}

/** One labelled article: its evidence, and which topics are right for it; null: nobody has judged this topic. */
export type Judged = { readonly evidence: ArticleEvidence; readonly isRight: (topic: number) => boolean | null }

/** The table as if the labels of some topics did not exist, as for topics that an operator added. */
export const withoutTopics = (table: ReliabilityTable, isLeftOut: (topic: string) => boolean): ReliabilityTable => {
  const without = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).filter(([topic]) => !isLeftOut(topic)))
  return {
    kinds: table.kinds,
    topics: without(table.topics),
    topicKinds: without(table.topicKinds),
    terms: Object.fromEntries(Object.entries(table.terms).map(([language, topics]) => [language, without(topics)])),
    entities: Object.fromEntries(Object.entries(table.entities).map(([entity, topics]) => [entity, without(topics)])),
    words: withoutTopicCounts(table.words, isLeftOut),
  }
}

/** Counts how often each piece of evidence was right: a term once for each article that has it, a kind once for each term of it. */
export const countEvidence = (articles: readonly Judged[], { topics, entities }: Taxonomy): ReliabilityTable => {
  const table: Tally = { topics: {}, kinds: {}, topicKinds: {}, terms: {}, entities: {} }
  for (const { evidence, isRight } of articles)
    for (const [topic, { reasons }] of evidence.topics) {
      const judged = isRight(topic)
      if (judged === null) continue
      const id = topics[topic]?.id ?? ''
      const right = judged ? 1 : 0
      count(table.topics, id, right)
      const kinds = (table.topicKinds[id] ??= {})
      for (const reason of firsts(reasons)) {
        count(table.kinds, kindOfReason(reason), right)
        count(kinds, kindOfReason(reason), right)
      }
      for (const { language, words, inHeadline } of termsIn(reasons))
        countTerm(((table.terms[language] ??= {})[id] ??= {}), words, right, inHeadline)
      for (const hint of evidence.hints.filter((one) => one.topics.includes(topic))) {
        count(table.kinds, kindOfHint(hint), right)
        count(kinds, kindOfHint(hint), right)
        count((table.entities[entities[hint.entity]?.id ?? ''] ??= {}), id, right)
      }
    }
  return { ...table, words: countWords(articles.flatMap(judgedWords(topics))) }
}

/**
 * The words of an article to be counted: none if no topic is considered, since words are used only then; none if not every topic was judged,
 * since then nobody knows what the article is about.
 */
const judgedWords =
  (topics: Taxonomy['topics']) =>
  ({ evidence: { words, language }, isRight }: Judged): readonly JudgedWords[] => {
    const judged = topics.map((_, topic) => isRight(topic))
    if (words.length === 0 || judged.includes(null)) return []
    return [{ words, language, right: topics.flatMap(({ id }, topic) => (judged[topic] === true ? [id] : [])) }]
  }

type Tally = {
  readonly topics: Record<string, Count>
  readonly kinds: Record<string, Count>
  readonly topicKinds: Record<string, Record<string, Count>>
  readonly terms: Record<string, Record<string, Record<string, TermCount>>>
  readonly entities: Record<string, Record<string, Count>>
}

type Term = { readonly language: string; readonly words: string; readonly inHeadline: boolean }

/** Terms, pairs and operands of an article, each once. */
const termsIn = (reasons: readonly Reason[]): Iterable<Term> => {
  const terms = new Map<string, Term>()
  for (const reason of reasons)
    for (const words of [wordsOf(reason), ...operandsOf(reason)]) {
      const language = languageOf(reason)
      const before = terms.get(`${language} ${words}`)
      terms.set(`${language} ${words}`, { language, words, inHeadline: isHeadline(reason) || before?.inHeadline === true })
    }
  return terms.values()
}

const firsts = (reasons: readonly Reason[]): Iterable<Reason> =>
  new Map(reasons.toReversed().map((reason) => [`${languageOf(reason)} ${wordsOf(reason)}`, reason])).values()

const count = (counts: Record<string, Count>, key: string, right: number): void => {
  counts[key] = sum(counts[key] ?? NONE, [right, 1])
}

const countTerm = (terms: Record<string, TermCount>, words: string, right: number, headline: boolean): void => {
  const [before, all, headlineRight, headlines] = ownOf(terms, words) ?? NO_TERM
  terms[words] = [before + right, all + 1, headlineRight + (headline ? right : 0), headlines + (headline ? 1 : 0)]
}
