import { join } from 'node:path'
import { readTopicsFile } from '../../src/config/topics-file.ts'
import { learnOwnTopics } from '../../src/server/learn-topics.ts'
import { createShippedReading } from '../../src/understand/shipped-reading.ts'
import { type Outcome, percent, readJsonLines } from './suite.ts'
import { openCachedEncoder } from './vectors.ts'

type Row = { readonly lang: string; readonly title: string; readonly topic: string | null }

/**
 * Fifteen topics of three other fields (health, space, railways), described in English alone, and 208 invented headlines in 20 other languages, a
 * quarter of them near misses. The weights of `likeness.ts` were chosen on these rows.
 */
export const examples = async (): Promise<Outcome> => {
  const folder = join(import.meta.dirname, 'examples')
  const { topics } = await readTopicsFile(join(folder, 'topics.yaml'), {})
  const encoder = await openCachedEncoder()
  const own = await learnOwnTopics({ topics: topics ?? [], lexicons: [] }, encoder)
  const read = createShippedReading()
  const rows = readJsonLines<Row>(folder, 'rows.jsonl')
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
    suite: 'examples',
    cases: rows.length,
    figures: [
      { name: 'precision', value: percent(right, judged.filter(({ found }) => found !== null).length), bar: 85 },
      { name: 'recall', value: percent(right, rows.length - outside.length), bar: 75 },
      { name: 'near misses tagged', value: outside.filter(({ found }) => found !== null).length, bar: 12, atMost: true },
    ],
    wrong: judged.filter(({ topic, found }) => topic !== found).map(({ line }) => line),
  }
}
