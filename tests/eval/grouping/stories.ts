import { type Agreement, bCubed, mean, pairwise } from '../measures.ts'
import type { Figure, Outcome } from '../suite.ts'
import { chanceOf, shuffled } from './chance.ts'
import { byCost, decisionLine, misses, type Run, wrongJoins } from './decisions.ts'
import { type DatedArticle, ecbPlus, eventsOf, exam, og2021, opening, START } from './rows.ts'
import { configuredGrouper, runner, storiesOf } from './run.ts'

const runOf = runner({ truthOf: eventsOf, foundIn: storiesOf })

/** The order of arrival moves B³ of the twin events by five points: mean over so many orders. */
const ORDERS = 20
const MINUTE = 60_000

/** One event, one language: twin events by title and opening, titles of a summer, reports of our field. */
export const stories = async (folder: string): Promise<Outcome> => {
  const group = await configuredGrouper()
  const twins: Run[] = []
  for (let order = 1; order <= ORDERS; order++) twins.push(await runOf(group, 'ECB+', ecbStream(folder, order)))
  const titles = await runOf(group, 'OG2021', og2021(folder))
  const { articles, fieldEvents } = exam(folder)
  const field = await runOf(group, 'reports of our field', articles, ({ crossEvent }) => fieldEvents.has(crossEvent))
  const decisions = [...twins.slice(0, 1), titles, field]
    .flatMap((run) => [...wrongJoins(run), ...misses(run)])
    .toSorted(byCost)
  return {
    suite: 'stories',
    cases: (twins[0]?.articles.length ?? 0) + titles.articles.length + field.articles.length,
    figures: [
      ...figuresOf('OG2021', [titles], { precision: 78, recall: null, bCubed: 78 }),
      ...figuresOf('ECB+', twins, { precision: null, recall: null, bCubed: 89 }),
      ...figuresOf('field', [field], { precision: 95, recall: 70, bCubed: null }),
    ],
    decisions,
    wrong: decisions.map(decisionLine),
  }
}

export type GroupBars = { readonly precision: number | null; readonly recall: number | null; readonly bCubed: number | null }

/** Pair precision first: a false join is worse than a missed one. */
export const figuresOf = (set: string, runs: readonly Run[], bars: GroupBars): readonly Figure[] => {
  const of = (measure: (run: Run) => Agreement, part: keyof Agreement): number => mean(runs.map((run) => measure(run)[part]))
  const byPair = ({ truth, found }: Run): Agreement => pairwise(truth, found)
  const byItem = ({ truth, found }: Run): Agreement => bCubed(truth, found)
  return [
    { name: `${set}: pair precision`, value: of(byPair, 'precision'), bar: bars.precision },
    { name: `${set}: pair recall`, value: of(byPair, 'recall'), bar: bars.recall },
    { name: `${set}: pair F1`, value: of(byPair, 'f1'), bar: null },
    { name: `${set}: B³ precision`, value: of(byItem, 'precision'), bar: null },
    { name: `${set}: B³ recall`, value: of(byItem, 'recall'), bar: null },
    { name: `${set}: B³`, value: of(byItem, 'f1'), bar: bars.bCubed },
  ]
}

const ecbStream = (folder: string, seed: number): readonly DatedArticle[] =>
  shuffled(ecbPlus(folder), chanceOf(seed)).map((article, index) => ({
    ...article,
    text: opening(article.text, 200),
    at: START + index * MINUTE,
    source: `s${index % 40}`,
    copyOf: null,
  }))
