import { createEnricher } from '../../src/enrich/enricher.ts'
import { type Grades, gradesOf, type Tagged } from './decisions/grades.ts'
import { labelledArticles, type Part } from './decisions/labelled.ts'
import { configuredTaxonomy } from './tags.ts'
import type { Figure, FigureTable, Outcome } from './suite.ts'

/** Every labelled article of these parts with the topics that the service as shipped gives it, by the article alone. */
export const taggedParts = async (folder: string, parts: readonly Part[]): Promise<readonly Tagged[]> => {
  const enricher = await createEnricher({ taxonomy: await configuredTaxonomy(), fingerprint: null })
  return labelledArticles(folder)
    .filter(({ part }) => parts.includes(part))
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
  const tagged = await taggedParts(folder, PARTS)
  for (const part of PARTS) {
    const all = tagged.filter(({ row }) => row.part === part)
    const news = all.filter(({ row }) => row.set !== 'reports')
    figures.push(
      ...figuresOf(part, 'news', gradesOf(news), part === 'final' ? BARS : null),
      ...figuresOf(part, 'invented reports', gradesOf(all.filter(({ row }) => row.set === 'reports')), null),
    )
    if (part === 'final') tables.push(precisionTable('Precision by language, final', byLanguage(news)))
  }
  return { suite: 'topics', cases: tagged.length, figures, tables, wrong: [] }
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
