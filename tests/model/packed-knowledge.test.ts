import { expect, test } from 'vitest'
import { packKnowledge, shareKnowledge, unpackKnowledge } from '../../src/model/packed-knowledge.ts'
import { entity, knowledge, lexicon, topic, words } from '../enrich/tagging/knowledge.ts'

const known = knowledge({
  topics: [topic('ec.cross-border')],
  entities: [entity('wic', { names: { en: ['World Internet Conference'] } })],
  lexicons: [
    lexicon('en', { 'ec.cross-border': words({ terms: ['cross-border e-commerce'] }) }),
    lexicon('zh-Hans', { 'ec.cross-border': words({ terms: ['跨境电商'] }) }, { entities: { wic: ['世界互联网大会'] } }),
  ],
})

test('knowledge that was packed for another thread is the same knowledge again', () => {
  expect(unpackKnowledge(structuredClone(shareKnowledge(packKnowledge(known))))).toEqual(known)
})

test("all threads read the topics' words from the same bytes", () => {
  const [packed] = shareKnowledge(packKnowledge(known)).lexicons
  expect(packed?.topics.buffer).toBeInstanceOf(SharedArrayBuffer)
})
