import { writeTrees } from './grown-trees.ts'
import { MEANING_FEATURES } from '../../../src/understand/topics/meaning-features.ts'
import { writeWeights } from '../../../src/understand/topics/meaning-weights.ts'
import type { MeaningTable } from '../../../src/understand/topics/topics-by-meaning.ts'
import { type Grades, gradesLine, gradesOf, type Tagged } from './grades.ts'
import type { LabelledArticle } from './labelled.ts'
import { type Asked, learnWeights, learnTrees, type MeaningExample, type MeaningFold, predictMeaning } from './learn-meaning.ts'
import type { Predicted } from './learn.ts'

type Thresholds = MeaningTable['thresholds']
/** What is to be reached on articles that nothing was learned from, in per cent, with as much recall as possible beside it. */
type Sample = {
  readonly name: string
  readonly isOf: (row: LabelledArticle) => boolean
  readonly precision: number
  readonly outside: number
}
const SAMPLES: readonly Sample[] = [
  { name: 'news', isOf: ({ set }) => set === 'headlines' || set === 'openings', precision: 87, outside: 3.5 },
  { name: 'invented reports', isOf: ({ set, part }) => set === 'reports' && part === 'check', precision: 90, outside: 3.5 },
  { name: 'bare titles of streams', isOf: ({ set }) => set === 'stream', precision: 83, outside: 4 },
]
const STEPS = Array.from({ length: 50 }, (_, step) => (30 + step) / 100)
const MOST_TOPICS = 3

/** The table for the service, and its figures on articles that were held out, whole streams at a time. */
export const meaningTable = (
  examples: readonly MeaningExample[],
  folds: readonly MeaningFold[],
  asked: Asked,
  say: (line: string) => void,
): MeaningTable => {
  const heldOut = folds.flatMap((fold) =>
    predictMeaning({ weights: fold.weights, ...learnTrees(folds.filter((other) => other !== fold)) }, fold.examples),
  )
  const thresholds = chooseThresholds(heldOut)
  const figures = figuresAt(heldOut, thresholds)
  for (const [name, line] of figures) say(`${name}: ${line}`)
  const { trees, scale, bias } = learnTrees(folds)
  return {
    about: { made: 'npm run build:decisions', articles: examples.length, figures: Object.fromEntries(figures) },
    thresholds,
    weights: writeWeights(learnWeights(examples, asked)),
    trees: writeTrees(trees, MEANING_FEATURES),
    scale,
    bias,
  }
}

export const figuresAt = (predicted: readonly Predicted[], thresholds: Thresholds): readonly (readonly [string, string])[] =>
  SAMPLES.map(({ name, isOf }) => [
    `held out, ${name}`,
    gradesLine(
      gradesAt(
        predicted.filter(({ row }) => isOf(row)),
        thresholds,
      ),
    ),
  ])

const gradesAt = (predicted: readonly Predicted[], { first, further }: Thresholds): Grades =>
  gradesOf(
    predicted.map(
      ({ row, topics }): Tagged => ({
        row,
        topics: topics
          .filter(({ probability }, rank) => rank < MOST_TOPICS && probability >= (rank === 0 ? first : further))
          .map(({ id }) => id),
      }),
    ),
  )

/** The thresholds with the most recall that keep the bars; where none do, those nearest to them. */
export const chooseThresholds = (predicted: readonly Predicted[]): Thresholds => {
  const samples = SAMPLES.map((sample) => ({ ...sample, own: predicted.filter(({ row }) => sample.isOf(row)) }))
  const worthOf = (thresholds: Thresholds): number =>
    samples.reduce((sum, { own, precision, outside }) => {
      const grades = gradesAt(own, thresholds)
      return sum + grades.recall - 3 * Math.max(0, precision - grades.precision) - 3 * Math.max(0, grades.outside - outside)
    }, 0)
  const all = STEPS.flatMap((first) => STEPS.filter((further) => further >= first).map((further) => ({ first, further })))
  const worths = all.map((thresholds) => worthOf(thresholds))
  return all[worths.indexOf(Math.max(...worths))] ?? { first: 0.5, further: 0.6 }
}
