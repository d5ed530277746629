import { type Grades, gradesOf, type Tagged } from './decisions/grades.ts'
import { labelledArticles } from './decisions/labelled.ts'
import { readAsShipped } from './shipped-reader.ts'
import type { Figure, FigureTable, Outcome } from './suite.ts'

/** By words alone, as the service without a model does; or by words and meaning together. */
type By = 'words' | 'meaning'

/** Every labelled article of the part that nothing was learned from, with the topics that the service as shipped gives it, by the article alone. */
export const taggedFinal = async (folder: string): Promise<Readonly<Record<By, readonly Tagged[]>>> => {
  const rows = labelledArticles(folder).filter(({ part }) => part === 'final')
  const read = await readAsShipped(rows)
  const tagged = (by: 'byWords' | 'tags'): readonly Tagged[] =>
    rows.map((row, nth) => ({
      row,
      topics: (read[nth]?.[by].topics ?? []).map(({ id }) => id).filter((id) => id.includes('.')),
    }))
  return { words: tagged('byWords'), meaning: tagged('tags') }
}

/** What is to be reached on articles that nothing was learned from. */
const BARS = { precision: 82, recall: 72, outside: 7 }

/** Labelled news in 31 languages of sources and events that no table was learned from. */
export const topics = async (folder: string): Promise<Outcome> => {
  const figures: Figure[] = []
  const tables: FigureTable[] = []
  const tagged = await taggedFinal(folder)
  for (const by of ['meaning', 'words'] as const) {
    const news = tagged[by].filter(({ row }) => row.set !== 'reports')
    const reports = tagged[by].filter(({ row }) => row.set === 'reports')
    const name = by === 'meaning' ? 'final, by meaning' : 'final'
    figures.push(
      ...figuresOf(`${name}, news`, gradesOf(news), BARS),
      ...figuresOf(`${name}, invented reports`, gradesOf(reports), null),
    )
    if (by === 'meaning') tables.push(precisionTable('Precision by language, final', byLanguage(news)))
  }
  return { suite: 'topics', cases: tagged.meaning.length, figures, tables, wrong: [] }
}

const figuresOf = (name: string, grades: Grades, bars: typeof BARS | null): readonly Figure[] => [
  { name: `${name}: precision`, value: grades.precision, bar: bars?.precision ?? null },
  { name: `${name}: recall`, value: grades.recall, bar: bars?.recall ?? null },
  { name: `${name}: outside tagged`, value: grades.outside, bar: bars?.outside ?? null, atMost: true },
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
