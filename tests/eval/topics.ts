import { resolve } from 'node:path'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { createEnricher } from '../../src/enrich/enricher.ts'
import { type Grades, gradesOf, type Tagged } from './decisions/grades.ts'
import { labelledArticles, type Part } from './decisions/labelled.ts'
import type { Figure, FigureTable, Outcome } from './suite.ts'

/** Every labelled article of a part with the topics that the service as shipped gives it, by the article alone. */
export const taggedPart = async (folder: string, part: Part): Promise<readonly Tagged[]> => {
  const read = await readConfiguration(resolve(import.meta.dirname, '../../config'), process.env)
  if (!read.ok) throw new Error(`config/ cannot be read: ${read.problems[0]?.message ?? 'no problem named'}`)
  const enricher = await createEnricher({ taxonomy: read.configuration.taxonomy, fingerprint: null })
  return labelledArticles(folder)
    .filter((row) => row.part === part)
    .map((row) => {
      const { language } = enricher.language(`${row.title}\n${row.text}`, null)
      const { topics } = enricher.tags({ title: row.title, text: row.text, language, sourceTopics: [] })
      return { row, topics: topics.map(({ id }) => id).filter((id) => id.includes('.')) }
    })
}

const PARTS: readonly Part[] = ['train', 'check', 'final']
/** What is to be reached on articles that nothing was learned from. */
const BARS = { precision: 82, recall: 72, outside: 7 }

/**
 * Labelled news in 31 languages, in three parts by event and source: the tables were learned from `train` and `check`, so only `final` tells
 * how the service does on what it has not seen.
 */
export const topics = async (folder: string): Promise<Outcome> => {
  const figures: Figure[] = []
  const tables: FigureTable[] = []
  let cases = 0
  for (const part of PARTS) {
    const all = await taggedPart(folder, part)
    cases += all.length
    const news = all.filter(({ row }) => row.set !== 'reports')
    figures.push(
      ...figuresOf(part, 'news', gradesOf(news), part === 'final' ? BARS : null),
      ...figuresOf(part, 'invented reports', gradesOf(all.filter(({ row }) => row.set === 'reports')), null),
    )
    if (part === 'final') tables.push(precisionTable('Precision by language, final', byLanguage(news)))
  }
  return { suite: 'topics', cases, figures, tables, wrong: [] }
}

const figuresOf = (part: Part, set: string, grades: Grades, bars: typeof BARS | null): readonly Figure[] => [
  { name: `${part}, ${set}: precision`, value: grades.precision, bar: bars?.precision ?? null },
  { name: `${part}, ${set}: recall`, value: grades.recall, bar: bars?.recall ?? null },
  { name: `${part}, ${set}: outside tagged`, value: grades.outside, bar: bars?.outside ?? null, atMost: true },
]

export const byLanguage = (tagged: readonly Tagged[]): ReadonlyMap<string, Grades> =>
  new Map(
    Array.from(
      Map.groupBy(tagged, ({ row }) => row.lang),
      ([language, rows]) => [language, gradesOf(rows)],
    ),
  )

const precisionTable = (title: string, rows: ReadonlyMap<string, Grades>): FigureTable => ({
  title,
  rows: [...rows].map(([name, { precision, articles }]) => ({ name, value: precision, cases: articles })),
})
