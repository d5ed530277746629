import { probabilityOf } from '../../../src/lib/probability.ts'
import {
  createReliability,
  countEvidence,
  type Judged,
  type ReliabilityTable,
  withoutTopics,
} from '../../../src/enrich/tagging/reliability.ts'
import { scoreOf, type GrownTrees, writeTrees } from './grown-trees.ts'
import {
  createTopicDecision,
  type DecisionTable,
  type Thresholds,
  type TopicDecision,
} from '../../../src/enrich/tagging/topic-decision.ts'
import { createWordScores, type WordWeights } from '../../../src/enrich/tagging/learned-words.ts'
import type { ArticleEvidence } from '../../../src/enrich/tagging/article-evidence.ts'
import { FEATURES, featuresOf } from '../../../src/enrich/tagging/topic-features.ts'
import type { Taxonomy } from '../../../src/model/taxonomy.ts'
import { boostTrees, type Sample } from './boosted-trees.ts'
import { fractionOf, type LabelledArticle } from './labelled.ts'
import { fitSparse } from './sparse-logistic.ts'

/** A labelled article, and what speaks for topics in it. */
export type Example = { readonly row: LabelledArticle; readonly evidence: ArticleEvidence }

/** All that is learned. */
export type Learned = {
  readonly table: Omit<DecisionTable, 'about' | 'thresholds'>
  readonly reliability: ReliabilityTable
  readonly words: WordWeights
  /** What was learned without an article says of it: what a later step may learn from. */
  readonly unseen: readonly Predicted[]
}

const FOLDS = 6
const TREES = { trees: 200, depth: 4, rate: 0.05, leaf: 4, penalty: 4 }
/** A defensible topic weighs less than one that the article is about. */
const WEIGHTS = { core: 1.5, ok: 0.6, wrong: 1 }
/** Invented reports, all of the field, weigh less than news; what an operator is promised of a topic weighs more. */
const SET_WEIGHTS: Readonly<Record<string, number>> = { reports: 1.2, examples: 8 }
/** A word in fewer candidates tells nothing, one in a larger share of its language's tells how a text is written, not what it is about; a
 * smaller weight changes nothing. */
const WORDS = { least: 6, penalty: 10, smallest: 0.05, most: 0.08, mostBelow: 40 }

/**
 * The reliability of each piece of evidence, the trees over it, then the words that are left to tell (stacking, Wolpert 1992): what a
 * later step learns from is what an earlier one says of articles that it has not seen.
 */
export const learn = (examples: readonly Example[], taxonomy: Taxonomy): Learned => {
  const reliability = countEvidence(examples.map(judgedBy(taxonomy)), taxonomy)
  const [labelled, unlabelled] = treesOf(examples, taxonomy)
  const scored = foldScores(examples, taxonomy)
  const { words, scale, bias } = wordsOf(scored, taxonomy)
  return {
    reliability,
    words,
    table: { labelled: writeTrees(labelled, FEATURES), unlabelled: writeTrees(unlabelled, FEATURES), scale, bias },
    unseen: unseenOf(scored, examples, taxonomy),
  }
}

/** The decision as it was learned, at given thresholds. */
export const decisionOf = ({ table, reliability, words }: Learned, thresholds: Thresholds, taxonomy: Taxonomy): TopicDecision =>
  createTopicDecision(
    { about: {}, thresholds, ...table },
    { reliability: createReliability(reliability, taxonomy), words, nameOf: (topic) => taxonomy.topics[topic]?.id ?? '' },
  )

const judgedBy =
  ({ topics }: Taxonomy) =>
  ({ row, evidence }: Example): Judged => ({
    evidence,
    isRight: (topic) => {
      const id = topics[topic]?.id ?? ''
      return isJudged(row, id) ? isRight(row, id) : null
    },
  })

const isJudged = ({ only }: LabelledArticle, topic: string): boolean => only === null || only === topic
const isRight = ({ core, ok }: LabelledArticle, topic: string): boolean => core.includes(topic) || ok.includes(topic)

/** An article and one of its topics. */
type Candidate = { readonly example: Example; readonly topic: number; readonly features: Float64Array }

const candidatesOf = (examples: readonly Example[], table: ReliabilityTable, taxonomy: Taxonomy): readonly Candidate[] => {
  const reliability = createReliability(table, taxonomy)
  return examples.flatMap((example) =>
    [...featuresOf(example.evidence, reliability)]
      .filter(([topic]) => isJudged(example.row, taxonomy.topics[topic]?.id ?? ''))
      .map(([topic, features]) => ({ example, topic, features })),
  )
}

const sampleOf =
  ({ topics }: Taxonomy) =>
  ({ example: { row }, topic, features }: Candidate): Sample => {
    const id = topics[topic]?.id ?? ''
    const grade = row.core.includes(id) ? 'core' : row.ok.includes(id) ? 'ok' : 'wrong'
    return {
      features,
      label: grade === 'wrong' ? 0 : 1,
      weight: WEIGHTS[grade] * (SET_WEIGHTS[row.set] ?? 1),
    }
  }

const foldOf = ({ row }: Example): number => Math.floor(FOLDS * fractionOf(`fold ${row.group}`))
const folds = Array.from({ length: FOLDS }, (_, fold) => fold)

/** Trees for topics with labels, and for those of which nothing but their words is known. */
const treesOf = (examples: readonly Example[], taxonomy: Taxonomy): readonly [labelled: GrownTrees, unlabelled: GrownTrees] => {
  const labelled: Candidate[] = []
  const unlabelled: Candidate[] = []
  for (const fold of folds) {
    const others = examples.filter((example) => foldOf(example) !== fold).map(judgedBy(taxonomy))
    const own = examples.filter((example) => foldOf(example) === fold)
    const table = countEvidence(others, taxonomy)
    labelled.push(...candidatesOf(own, table, taxonomy))
    unlabelled.push(
      ...candidatesOf(
        own,
        withoutTopics(table, () => true),
        taxonomy,
      ),
    )
  }
  return [boostTrees(labelled.map(sampleOf(taxonomy)), TREES), boostTrees(unlabelled.map(sampleOf(taxonomy)), TREES)]
}

type Scored = Candidate & Pick<Sample, 'label' | 'weight'> & { readonly score: number }

/** What trees that were learned from the other folds say of each. */
const foldScores = (examples: readonly Example[], taxonomy: Taxonomy): readonly Scored[] =>
  folds.flatMap((fold) => {
    const others = examples.filter((example) => foldOf(example) !== fold)
    const [trees] = treesOf(others, taxonomy)
    const table = countEvidence(others.map(judgedBy(taxonomy)), taxonomy)
    const own = examples.filter((example) => foldOf(example) === fold)
    return candidatesOf(own, table, taxonomy).map((candidate) => ({
      ...candidate,
      ...sampleOf(taxonomy)(candidate),
      score: scoreOf(trees, candidate.features),
    }))
  })

/** The trees were learned without the fold already; so are the weights of words here. */
const unseenOf = (scored: readonly Scored[], examples: readonly Example[], taxonomy: Taxonomy): readonly Predicted[] => {
  const hasCandidates = new Set(scored.map(({ example }) => example))
  const silent = examples.filter((example) => !hasCandidates.has(example)).map(({ row }) => ({ row, topics: [] }))
  const weighed = folds.flatMap((fold) => {
    const { words, scale, bias } = wordsOf(
      scored.filter(({ example }) => foldOf(example) !== fold),
      taxonomy,
    )
    const scoresOf = createWordScores(words)
    const own = Map.groupBy(
      scored.filter(({ example }) => foldOf(example) === fold),
      ({ example }) => example,
    )
    return Array.from(own, ([{ row, evidence }, candidates]) => {
      const wordScore = scoresOf(evidence.words, evidence.language)
      const topics = candidates.map(({ topic, score }) => {
        const id = taxonomy.topics[topic]?.id ?? ''
        return { id, probability: probabilityOf(scale * score + bias + wordScore(id)) }
      })
      return { row, topics: topics.toSorted((one, other) => other.probability - one.probability) }
    })
  })
  return [...weighed, ...silent].filter(({ row }) => row.only === null)
}

type Column = { readonly language: string; readonly topic: string | null; readonly word: string }

const wordsOf = (scored: readonly Scored[], { topics }: Taxonomy) => {
  const columnsOf = ({ example: { evidence }, topic }: Scored): readonly Column[] =>
    evidence.words.flatMap((word) => [
      { language: evidence.language, topic: null, word },
      { language: evidence.language, topic: topics[topic]?.id ?? '', word },
    ])
  const counts = new Map<string, { readonly column: Column; count: number }>()
  for (const one of scored)
    for (const column of columnsOf(one)) {
      const known = counts.get(keyOf(column))
      if (known === undefined) counts.set(keyOf(column), { column, count: 1 })
      else known.count++
    }
  const candidates = new Map<string, number>()
  for (const { example } of scored)
    candidates.set(example.evidence.language, (candidates.get(example.evidence.language) ?? 0) + 1)
  const isCommon = ({ language, word }: Column): boolean => {
    const count = counts.get(keyOf({ language, topic: null, word }))?.count ?? 0
    return count > Math.max(WORDS.mostBelow, WORDS.most * (candidates.get(language) ?? 0))
  }
  const columns = [...counts.values()]
    .filter(({ count, column }) => count >= WORDS.least && !isCommon(column))
    .map(({ column }) => column)
  const numbers = new Map(columns.map((column, number) => [keyOf(column), number]))
  const rows = scored.map((one) => ({
    columns: Int32Array.from(columnsOf(one).flatMap((column) => numbers.get(keyOf(column)) ?? [])),
    known: one.score,
    label: one.label,
    weight: one.weight,
  }))
  const { scale, bias, weights } = fitSparse(rows, columns.length, WORDS.penalty)
  return { scale: rounded(scale), bias: rounded(bias), words: weightsOf(columns, weights) }
}

const keyOf = ({ language, topic, word }: Column): string => `${language}\t${topic ?? ''}\t${word}`

const weightsOf = (columns: readonly Column[], weights: Float64Array): WordWeights => {
  const general: Record<string, Record<string, number>> = {}
  const topics: Record<string, Record<string, Record<string, number>>> = {}
  columns.forEach(({ language, topic, word }, number) => {
    const weight = rounded(weights[number] ?? 0)
    if (Math.abs(weight) < WORDS.smallest) return
    if (topic === null) (general[language] ??= {})[word] = weight
    else ((topics[language] ??= {})[topic] ??= {})[word] = weight
  })
  return { general, topics }
}

const rounded = (value: number): number => Math.round(value * 1e3) / 1e3

/** Probabilities of one article's topics, roots left out: the likeliest first. */
export type Predicted = {
  readonly row: LabelledArticle
  readonly topics: readonly { readonly id: string; readonly probability: number }[]
}

export const predict = (learned: Learned, examples: readonly Example[], taxonomy: Taxonomy): readonly Predicted[] => {
  const decide = decisionOf(learned, { first: 0, further: 0, unlabelled: 0 }, taxonomy)
  return examples.map(({ row, evidence }) => ({
    row,
    topics: decide(evidence).map(({ topic, probability }) => ({ id: taxonomy.topics[topic]?.id ?? '', probability })),
  }))
}

/** The same for topics of which no labels are known: each topic as if an operator had added it. */
export const predictUnlabelled = (learned: Learned, examples: readonly Example[], taxonomy: Taxonomy): readonly Predicted[] =>
  predict({ ...learned, reliability: withoutTopics(learned.reliability, () => true) }, examples, taxonomy)
