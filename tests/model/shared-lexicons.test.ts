import { expect, test } from 'vitest'
import type { Lexicon } from '../../src/model/taxonomy.ts'
import { lexiconJson, receiveTaxonomy, withSharedLexicons } from '../../src/model/shared-lexicons.ts'
import { entity, taxonomy, lexicon, topic, words } from '../enrich/tagging/taxonomy.ts'

const known = taxonomy({
  topics: [topic('ec.cross-border')],
  entities: [entity('wic', { names: { en: ['World Internet Conference'] } })],
  lexicons: [
    lexicon('en', { 'ec.cross-border': words({ terms: ['cross-border e-commerce'] }) }),
    lexicon('zh-Hans', { 'ec.cross-border': words({ terms: ['跨境电商'] }) }, { entities: { wic: ['世界互联网大会'] } }),
  ],
})

const wordsOf = ({ language, notNames, topics, entities, places }: Lexicon) => ({
  language,
  notNames,
  topics,
  entities,
  places,
})

test('a taxonomy that was shared with another thread is the same taxonomy there', () => {
  const { lexicons, ...received } = receiveTaxonomy(structuredClone(withSharedLexicons(known)))
  expect({ ...received, lexicons: lexicons.map(wordsOf) }).toEqual(known)
})

test("all threads read the topics' words from the same bytes", () => {
  const shared = withSharedLexicons(known)
  expect(withSharedLexicons(shared).lexicons).toEqual(shared.lexicons)
  expect(JSON.stringify(structuredClone(shared.lexicons[0]))).not.toContain('cross-border')
})

test('the JSON of a lexicon is the same whether it is shared or not', () => {
  expect(withSharedLexicons(known).lexicons.map(lexiconJson)).toEqual(known.lexicons.map(lexiconJson))
})
