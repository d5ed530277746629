import { join } from 'node:path'
import { readTopicsFile } from '../../src/config/topics-file.ts'
import { wilsonInterval } from '../../src/lib/wilson-interval.ts'
import { learnOwnTopics } from '../../src/server/learn-topics.ts'
import { createShippedReading } from '../../src/understand/shipped-reading.ts'
import { type Figure, type Outcome, percent, readJsonLines } from './suite.ts'
import { openCachedEncoder } from './vectors.ts'

type Row = { readonly lang: string; readonly title: string; readonly topic: string | null }

/**
 * Fifteen topics of three other fields (health, space, railways), described in English alone, and 208 invented headlines in 20 other languages, a
 * quarter of them near misses. The weights of `likeness.ts` were chosen on these rows.
 */
export const examples = async (): Promise<Outcome> =>
  await measured('examples', join(FOLDER, 'examples/topics.yaml'), { precision: 85, recall: 75, nearMisses: 12 })

/** The field `disasters`, made of a sheet of English headlines alone, on invented headlines in 19 languages that nothing was chosen on. */
export const disasters = async (): Promise<Outcome> =>
  await measured('disasters', join(FOLDER, '../../fields/disasters/topics.yaml'), { precision: 85, recall: 75, nearMisses: 5 })

/**
 * Fifteen topics drawn from a list of forty that nobody had worked on, ten English headlines each, on 300 headlines in ten other languages that were
 * written afterwards. Nothing was chosen on these rows.
 */
export const unseen = async (): Promise<Outcome> =>
  await measured('unseen', join(FOLDER, 'unseen/topics.yaml'), { precision: 85, recall: 75, nearMisses: 9 })

const FOLDER = import.meta.dirname
const share = (name: string, right: number, asked: number, bar: number): Figure => {
  const { low, high } = wilsonInterval(right, asked)
  return { name, value: percent(right, asked), bar, interval: { low: 100 * low, high: 100 * high } }
}

type Bars = { readonly precision: number; readonly recall: number; readonly nearMisses: number }

const measured = async (suite: string, topicsFile: string, bars: Bars): Promise<Outcome> => {
  const { topics } = await readTopicsFile(topicsFile, {})
  const encoder = await openCachedEncoder()
  const own = await learnOwnTopics({ topics: topics ?? [], lexicons: [] }, encoder)
  const read = createShippedReading()
  const rows = readJsonLines<Row>(join(FOLDER, suite), 'rows.jsonl')
  const vectors = await encoder.encode(rows.map(({ title, lang: language }) => ({ title, text: '', language })))
  await encoder.close()
  const judged = rows.map((row, nth) => {
    const { lang: language, title, topic } = row
    const nothing = { topics: [], doubtful: [], entities: [], places: [] }
    const { tags } = read({ ...nothing, title, text: '', language }, vectors[nth] ?? null, own)
    const found = tags.topics[0]?.id ?? null
    return { topic, found, line: `${topic ?? 'none'} → ${found ?? 'none'}: ${language} ${title}` }
  })
  const right = judged.filter(({ topic, found }) => topic !== null && topic === found).length
  const outside = judged.filter(({ topic }) => topic === null)
  return {
    suite,
    cases: rows.length,
    figures: [
      share('precision', right, judged.filter(({ found }) => found !== null).length, bars.precision),
      share('recall', right, rows.length - outside.length, bars.recall),
      {
        name: 'near misses tagged',
        value: outside.filter(({ found }) => found !== null).length,
        bar: bars.nearMisses,
        atMost: true,
      },
    ],
    wrong: judged.filter(({ topic, found }) => topic !== found).map(({ line }) => line),
  }
}
