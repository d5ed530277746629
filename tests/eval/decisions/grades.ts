import { percent } from '../suite.ts'
import type { LabelledArticle } from './labelled.ts'

/** What an article was tagged with, beside its labels. */
export type Tagged = { readonly row: LabelledArticle; readonly topics: readonly string[] }

/** In per cent. Core topics count as right, defensible ones as no fault, all others as wrong. */
export type Grades = {
  /** Of the tags given, how many are right or defensible. */
  readonly precision: number
  /** Of the core topics, how many are given. */
  readonly recall: number
  /** Of the articles about nothing, how many are tagged. */
  readonly outside: number
  /** Of the articles with a core topic, how many have a tag that is right or defensible. */
  readonly any: number
  readonly articles: number
  readonly core: number
  /** How many tags were given, and how many articles are about nothing. */
  readonly given: number
  readonly blank: number
}

export const gradesOf = (tagged: readonly Tagged[]): Grades => {
  let right = 0
  let defensible = 0
  let wrong = 0
  let core = 0
  let outside = 0
  let outsideTagged = 0
  let about = 0
  let aboutRight = 0
  for (const { row, topics } of tagged) {
    const own = topics.filter((topic) => row.core.includes(topic)).length
    const fine = topics.filter((topic) => row.ok.includes(topic)).length
    right += own
    defensible += fine
    wrong += topics.length - own - fine
    core += row.core.length
    if (row.core.length > 0) about++
    if (row.core.length > 0 && own + fine > 0) aboutRight++
    if (row.core.length + row.ok.length > 0) continue
    outside++
    if (topics.length > 0) outsideTagged++
  }
  return {
    precision: percent(right + defensible, right + defensible + wrong),
    recall: percent(right, core),
    outside: outside === 0 ? 0 : percent(outsideTagged, outside),
    any: percent(aboutRight, about),
    articles: tagged.length,
    core,
    given: right + defensible + wrong,
    blank: outside,
  }
}

export const gradesLine = ({ precision, recall, outside, any, articles, core }: Grades): string =>
  `precision ${precision.toFixed(1)}, recall ${recall.toFixed(1)}, outside tagged ${outside.toFixed(1)}, any right ${any.toFixed(1)}; ${articles} articles, ${core} core topics`
