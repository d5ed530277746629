import { createEnricher } from '../../src/enrich/enricher.ts'
import { languageTag } from '../../src/enrich/language/language-tag.ts'
import { type Outcome, percent, readJsonLines } from './suite.ts'

type Row = { readonly id: string; readonly text: string; readonly lang: string }

/** Languages whose labels are coarser than our tags: scripts of Chinese are judged elsewhere. */
const fold = (tag: string): string => {
  const base = tag.split('-')[0] ?? tag
  return { no: 'nb', arz: 'ar', fil: 'tl' }[base] ?? base
}

/** Macro accuracy over languages: short texts, short texts with a prior that is sometimes wrong, long texts. */
export const language = async (folder: string): Promise<Outcome> => {
  const enricher = await createEnricher({ taxonomy: null, fingerprint: null })
  const wrong: string[] = []
  const accuracy = (name: string, rows: readonly Row[], prior: (row: Row, index: number) => string | null): number => {
    const tally = new Map<string, { right: number; all: number }>()
    rows.forEach((row, index) => {
      const found = enricher.language(row.text, languageTag(prior(row, index))).language
      const counts = tally.get(row.lang) ?? { right: 0, all: 0 }
      const isRight = fold(found) === fold(row.lang)
      tally.set(row.lang, { right: counts.right + (isRight ? 1 : 0), all: counts.all + 1 })
      if (!isRight) wrong.push(`${name}: ${row.id} is ${row.lang}, read as ${found}`)
    })
    const shares = [...tally.values()].map(({ right, all }) => percent(right, all))
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  }
  const short = readJsonLines<Row>(folder, 'language/langid-short.dev.jsonl')
  const long = readJsonLines<Row>(folder, 'language/langid-long.dev.jsonl')
  // Nine in ten declare rightly, one in seventeen says English of everything, the rest is silent.
  const usual = ({ lang }: Row, index: number): string | null => {
    const draw = (index * 7_919) % 100
    return draw < 90 ? lang : draw < 96 ? 'en' : null
  }
  return {
    suite: 'language',
    cases: short.length * 2 + long.length,
    figures: [
      { name: 'short', value: accuracy('short', short, () => null), bar: 97 },
      { name: 'with prior', value: accuracy('prior', short, usual), bar: 99 },
      { name: 'long', value: accuracy('long', long, () => null), bar: 99.5 },
    ],
    wrong,
  }
}
