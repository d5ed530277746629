import type { Grouped } from '../../../src/cli/lab-group.ts'
import type { Groups } from '../measures.ts'
import type { Decision, ShownArticle } from '../suite.ts'

/** One run of the grouping, with what is true of it. Articles in order of arrival. */
export type Run = {
  readonly set: string
  readonly articles: readonly ShownArticle[]
  readonly answers: ReadonlyMap<string, Grouped>
  readonly truth: Groups
  readonly found: Groups
}

/** The joins of two events that put most pairs together wrongly; for each, two articles, those that the evidence names if it does. */
export const wrongJoins = (run: Run): readonly Decision[] =>
  split(run, run.found, run.truth).map(({ sides, pairs, within }) => {
    const articles = namedPair(run, sides) ?? firsts(sides)
    const [one, other] = articles
    return {
      kind: 'wrong',
      set: run.set,
      pairs,
      articles,
      evidence: evidenceOf(run, articles),
      truth: `two events: ${run.truth.get(one.id)} and ${run.truth.get(other.id)}; in one group of ${within}`,
    }
  })

/** The events whose parts stand apart at the cost of most pairs. */
export const misses = (run: Run): readonly Decision[] =>
  split(run, run.truth, run.found).map(({ sides, pairs, within }) => {
    const articles = firsts(sides)
    return {
      kind: 'missed',
      set: run.set,
      pairs,
      articles,
      evidence: evidenceOf(run, articles),
      truth: `one event, ${run.truth.get(articles[0].id)}, of ${within} articles; parts of ${sides[0].length} and ${sides[1].length} stand apart`,
    }
  })

/** The same as a line for a terminal. */
export const decisionLine = ({ kind, set, pairs, articles, evidence, truth }: Decision): string =>
  [
    `${kind === 'wrong' ? 'wrong join' : 'missed join'} in ${set}, ${pairs} pairs: ${truth}`,
    ...articles.map(({ id, lang, title, text }) => `${id} (${lang}) ${title === '' ? text.slice(0, 90) : title}`),
    ...evidence,
  ].join('\n      ')

export const byCost = (one: Decision, other: Decision): number => other.pairs - one.pairs

type Sides = readonly [readonly ShownArticle[], readonly ShownArticle[]]
type Split = { readonly sides: Sides; readonly pairs: number; readonly within: number }

/** Of each group of the one kind, the two largest parts that the other kind tells apart. */
const split = (run: Run, whole: Groups, part: Groups): readonly Split[] =>
  [...Map.groupBy(run.articles, ({ id }) => whole.get(id) ?? id).values()].flatMap((members): readonly Split[] => {
    const [one, other] = [...Map.groupBy(members, ({ id }) => part.get(id) ?? id).values()].toSorted(
      (one, other) => other.length - one.length,
    )
    if (one === undefined || other === undefined) return []
    return [{ sides: [one, other], pairs: one.length * other.length, within: members.length }]
  })

const firsts = ([one, other]: Sides): readonly [ShownArticle, ShownArticle] => [
  one[0] as ShownArticle,
  other[0] as ShownArticle,
]

const namedPair = ({ answers }: Run, sides: Sides): readonly [ShownArticle, ShownArticle] | null => {
  for (const [side, opposite] of [sides, sides.toReversed()] as [Sides[0], Sides[1]][]) {
    const held = new Map(opposite.map((article) => [article.id, article]))
    for (const article of side)
      for (const name of namesIn(answers.get(article.id))) {
        const named = held.get(name)
        if (named !== undefined) return [named, article]
      }
  }
  return null
}

const namesIn = (answer: Grouped | undefined): readonly string[] =>
  answer === undefined ? [] : [...(answer.copyOf === null ? [] : [answer.copyOf]), ...answer.evidence.flatMap(wordsOf)]

/** Ids stand among other words, perhaps with a comma behind. */
const wordsOf = (line: string): readonly string[] => line.split(/[,;:]*(?:\s+|$)/)

const SHOWN = 8
/** What names the other article; else what names its story; else all that is told of the two. */
const evidenceOf = ({ answers }: Run, [one, other]: Decision['articles']): readonly string[] => {
  const told = (id: string, named: string | null): readonly string[] => {
    const lines = (answers.get(id)?.evidence ?? []).filter((line) => named === null || wordsOf(line).includes(named))
    const more = lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more`] : []
    return [...lines.slice(0, SHOWN), ...more].map((line) => `${id} ← ${line}`)
  }
  const toldOfBoth = (nameOf: (article: ShownArticle) => string | null): readonly string[] => [
    ...told(one.id, nameOf(other)),
    ...told(other.id, nameOf(one)),
  ]
  const levels = [({ id }: ShownArticle) => id, ({ id }: ShownArticle) => answers.get(id)?.story ?? id, () => null]
  return levels.map(toldOfBoth).find((lines) => lines.length > 0) ?? []
}
