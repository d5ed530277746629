import { expect, test } from 'vitest'
import { packTaxonomy, shareTaxonomy, unpackTaxonomy } from '../../src/model/packed-taxonomy.ts'
import { entity, taxonomy, lexicon, topic, words } from '../enrich/tagging/taxonomy.ts'

const known = taxonomy({
  topics: [topic('ec.cross-border')],
  entities: [entity('wic', { names: { en: ['World Internet Conference'] } })],
  lexicons: [
    lexicon('en', { 'ec.cross-border': words({ terms: ['cross-border e-commerce'] }) }),
    lexicon('zh-Hans', { 'ec.cross-border': words({ terms: ['跨境电商'] }) }, { entities: { wic: ['世界互联网大会'] } }),
  ],
})

test('taxonomy that was packed for another thread is the same taxonomy again', () => {
  expect(unpackTaxonomy(structuredClone(shareTaxonomy(packTaxonomy(known))))).toEqual(known)
})

test("all threads read the topics' words from the same bytes", () => {
  const [packed] = shareTaxonomy(packTaxonomy(known)).lexicons
  expect(packed?.topics.buffer).toBeInstanceOf(SharedArrayBuffer)
})
