import { describe, expect, test } from 'vitest'
import { isHandout } from '../../src/enrich/handouts.ts'
import { createReportTagger } from '../../src/enrich/report-tagger.ts'
import { entity, lexicon, taggerFor, taxonomy, topic, words } from './tagging/taxonomy.ts'

const tag = createReportTagger(
  taggerFor(
    taxonomy({
      topics: [topic('t.parcels'), topic('t.chat')],
      entities: [entity('chatter', { names: { any: ['WhatsApp'] } }), entity('union', { names: { any: ['Postal Union'] } })],
      lexicons: [lexicon('en', { 't.parcels': words({ terms: ['parcel fee'] }), 't.chat': words({ terms: ['chat app'] }) })],
    }),
  ).tag,
)
const tagsOf = (title: string, text: string) => tag({ title, text, language: 'en', sourceTopics: [] })

describe('tags are of the report alone', () => {
  const text =
    'PARIS (AFP) - The Postal Union has set a parcel fee.\nFollow us on WhatsApp for chat app news.\nThe Postal Union agrees.'
  test('words around it count for nothing', () => {
    const { topics, entities } = tagsOf('Council sets a parcel fee', text)
    expect(topics.map(({ id }) => id)).toEqual(['t.parcels'])
    expect(entities.map(({ id }) => id)).toEqual(['union'])
  })
  test('evidence stands where the whole text has it', () => {
    const found = tagsOf('Council sets a parcel fee', text).entities.flatMap(({ evidence }) => evidence)
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(['Postal Union', 'Postal Union'])
  })
  test('in the title as before', () => {
    const found = tagsOf('A parcel fee', text).topics.flatMap(({ evidence }) => evidence)
    expect(found.find(({ field }) => field === 'title')).toMatchObject({ start: 2, end: 12 })
  })
})

test('a handout has no topics, but entities', () => {
  const { topics, entities } = tagsOf('Acme Law Firm investigates claims on a parcel fee of the Postal Union', '')
  expect(topics).toEqual([])
  expect(entities.map(({ id }) => id)).toEqual(['union'])
})
test.each([
  'Acme Law Firm investigates claims on behalf of parcel buyers',
  'Parcel Data Claims Investigated by Example Partners',
  'Investor alert: parcel makers',
  'Router 3.2.1 released',
  'Release notes for Acme Router',
])('a handout: %s', (title) => expect(isHandout(title)).toBe(true))
test.each(['Court bans a law firm from parcels', 'Regulator investigates parcel fees', 'Postal Union raises fees by 3.2'])(
  'no handout: %s',
  (title) => expect(isHandout(title)).toBe(false),
)
