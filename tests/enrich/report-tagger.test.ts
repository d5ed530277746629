import { describe, expect, test } from 'vitest'
import { createReportTagger } from '../../src/enrich/report-tagger.ts'
import { createTagger } from '../../src/enrich/tagging/tagger.ts'
import { entity, lexicon, taxonomy, topic, words } from './tagging/taxonomy.ts'

const tag = createReportTagger(
  createTagger(
    taxonomy({
      topics: [topic('t.parcels'), topic('t.chat')],
      entities: [entity('chatter', { names: { any: ['WhatsApp'] } })],
      lexicons: [lexicon('en', { 't.parcels': words({ terms: ['parcel fee'] }), 't.chat': words({ terms: ['chat app'] }) })],
    }),
  ).tag,
)
const tagsOf = (title: string, text: string) => tag({ title, text, language: 'en', sourceTopics: [] })

describe('tags are of the report alone', () => {
  const text = 'PARIS (AFP) - The council has set a parcel fee.\nFollow us on WhatsApp for chat app news.\nIt holds from May.'
  test('words around it count for nothing', () => {
    const { topics, entities } = tagsOf('Council votes', text)
    expect(topics.map(({ id }) => id)).toEqual(['t.parcels'])
    expect(entities).toEqual([])
  })
  test('evidence stands where the whole text has it', () => {
    const found = tagsOf('Council votes', text).topics.flatMap(({ evidence }) => evidence)
    expect(found.map(({ field, start, end }) => [field, text.slice(start, end)])).toEqual([['text', 'parcel fee']])
  })
  test('in the title as before', () => {
    const found = tagsOf('A parcel fee', text).topics.flatMap(({ evidence }) => evidence)
    expect(found.find(({ field }) => field === 'title')).toMatchObject({ start: 2, end: 12 })
  })
})
