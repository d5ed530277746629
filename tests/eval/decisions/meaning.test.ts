/** What the second step of the decision about topics is learned with: dense logistic regression, rising columns, and the step itself. */
import { describe, expect, test } from 'vitest'
import { scoreOf } from './grown-trees.ts'
import { topicId } from '../../../src/model/ids.ts'
import { randomFrom } from '../../bench/random.ts'
import { boostTrees, type Sample } from './boosted-trees.ts'
import type { LabelledArticle } from './labelled.ts'
import { learnWeights, learnTrees, meaningFolds, type MeaningExample, predictMeaning } from './learn-meaning.ts'
import { fitDense, type DenseRow } from './dense-logistic.ts'

describe('dense logistic regression', () => {
  const random = randomFrom(3)
  /** Two targets that pull in different directions, the second one rare. */
  const rows = Array.from({ length: 3_000 }, (): DenseRow => {
    const [one, other] = [2 * random() - 1, 2 * random() - 1]
    const drawn = (chance: number): number => (random() < 1 / (1 + Math.exp(-chance)) ? 1 : 0)
    const targets = [drawn(3 * one), drawn(2 * other - 3)].map((value, target) => [target, value] as const)
    return { vector: Float64Array.of(one, other), weight: 1, targets: new Map(targets.filter(([, value]) => value > 0)) }
  })
  const fitted = (some: readonly DenseRow[], penalty: number) =>
    fitDense(some, 2, { penalty, passes: 60 }).map((own) => [...own])

  test('find what each target was drawn by', () => {
    const [first = [], second = []] = fitted(rows, 0.01)
    expect(Math.abs((first[0] ?? 0) - 3)).toBeLessThan(0.3)
    expect(Math.abs(first[1] ?? 9)).toBeLessThan(0.3)
    expect(Math.abs((second[1] ?? 0) - 2)).toBeLessThan(0.4)
    expect(Math.abs((second[2] ?? 0) + 3)).toBeLessThan(0.3)
  })
  test('a penalty shrinks weights, not the constant', () => {
    const [, second = []] = fitted(rows, 1e6)
    const share = rows.filter(({ targets }) => targets.has(1)).length / rows.length
    expect(Math.abs(second[0] ?? 1) + Math.abs(second[1] ?? 1)).toBeLessThan(0.01)
    expect(1 / (1 + Math.exp(-(second[2] ?? 0)))).toBeCloseTo(share, 3)
  })
  test('a row of weight three counts as three rows', () => {
    const some = rows.slice(0, 200)
    const heavy = fitted([...some, ...rows.slice(200, 300).map((row) => ({ ...row, weight: 3 }))], 1)
    const often = fitted([...some, ...rows.slice(200, 300).flatMap((row) => [row, row, row])], 1)
    heavy.flat().forEach((value, at) => expect(value).toBeCloseTo(often.flat()[at] ?? NaN, 2))
  })
})

describe('rising columns', () => {
  /** By chance, articles with more of the first column are less often right in its middle. */
  const random = randomFrom(8)
  const samples = Array.from({ length: 2_000 }, (): Sample => {
    const [one, other] = [random(), random()]
    const chance = one > 0.4 && one < 0.6 ? 0.1 : 0.2 + 0.6 * one
    return { features: Float64Array.of(one, other), label: random() < chance ? 1 : 0, weight: 1 }
  })
  const settings = { trees: 60, depth: 3, rate: 0.2, leaf: 2, penalty: 1 }
  const falls = (rising: ReadonlySet<number>): number => {
    const trees = boostTrees(samples, { ...settings, rising })
    const scores = (other: number) =>
      Array.from({ length: 101 }, (_, step) => scoreOf(trees, Float64Array.of(step / 100, other)))
    return [0.1, 0.5, 0.9].reduce(
      (sum, other) => sum + scores(other).filter((score, at, all) => score < (all[at - 1] ?? -Infinity) - 1e-3).length,
      0,
    )
  }
  test('never fall, though the samples do', () => {
    expect(falls(new Set())).toBeGreaterThan(3)
    expect(falls(new Set([0]))).toBe(0)
  })
})

test('a column is cut although most of its values are equal', () => {
  const values = Array.from({ length: 3_000 }, (_, nth) => (nth < 2_000 ? 0 : Math.floor(nth / 10)))
  const samples = values.map((value): Sample => ({ features: Float64Array.of(value), label: value > 0 ? 1 : 0, weight: 1 }))
  const trees = boostTrees(samples, { trees: 20, depth: 1, rate: 0.3, leaf: 1, penalty: 1 })
  expect(scoreOf(trees, Float64Array.of(0))).toBeLessThan(0)
  expect(scoreOf(trees, Float64Array.of(201))).toBeGreaterThan(0)
})

describe('the second step', () => {
  /** Articles about one of two topics or none; words are right in two of three, vectors nearly always. */
  const random = randomFrom(5)
  const TOPICS = ['dns', 'ai']
  const example = (nth: number): MeaningExample => {
    const about = nth % 3
    const word = random() < 0.67 ? about : Math.floor(3 * random())
    const noise = (): number => Math.round(30 * (random() - 0.5))
    return {
      row: row(
        nth,
        TOPICS.filter((_, topic) => topic === about),
      ),
      said: { topics: TOPICS.flatMap((id, topic) => (topic === word ? [{ id: topicId(id), score: 0.6 }] : [])), doubtful: [] },
      vector: Int8Array.from({ length: 4 }, (_, at) => (at === about ? 60 : 0) + noise()),
      language: 'en',
    }
  }
  const row = (nth: number, core: readonly string[]): LabelledArticle => ({
    id: `a${nth}`,
    set: 'headlines',
    lang: 'en',
    title: '',
    text: '',
    core,
    ok: [],
    isAd: false,
    only: null,
    source: `s${nth % 40}`,
    group: `en s${nth % 40}`,
    part: nth % 2 === 0 ? 'check' : 'train',
  })
  const examples = Array.from({ length: 1_200 }, (_, nth) => example(nth))
  const [old, fresh] = [examples.slice(0, 800), examples.slice(800)]
  const asked = { topics: TOPICS, languages: ['en'] }
  const folds = meaningFolds(old, asked)
  const learned = { weights: learnWeights(old, asked), ...learnTrees(folds) }
  const rightOf = (given: readonly (readonly string[])[]): number =>
    given.filter((topics, nth) => topics.join() === fresh[nth]?.row.core.join()).length / fresh.length

  test('is right of articles that it has not seen where words are wrong', () => {
    const byWords = fresh.map(({ said }) => said.topics.map(({ id }) => id))
    const byMeaning = predictMeaning(learned, fresh).map(({ topics }) =>
      topics.filter(({ probability }) => probability > 0.5).map(({ id }) => id),
    )
    expect(rightOf(byWords)).toBeLessThan(0.85)
    expect(rightOf(byMeaning)).toBeGreaterThan(0.9)
  })
  test('the same articles give the same table', () =>
    expect(learnTrees(meaningFolds([...old], asked))).toEqual(learnTrees(folds)))
  test('articles of one source are learned from together or not at all', () => {
    const groups = folds.map((fold) => new Set(fold.examples.map(({ row: { group } }) => group)))
    expect(folds.length).toBeGreaterThan(2)
    expect(new Set(groups.flatMap((own) => [...own])).size).toBe(groups.reduce((sum, { size }) => sum + size, 0))
  })
})
