import { describe, expect, test } from 'vitest'
import { inOneGo } from '../../../src/lib/steps.ts'
import { conceptNames, plainWords, suggestConcepts, withWord } from '../../../src/publish/filter/suggest.ts'
import { vocabulary } from './vocabulary.ts'

const NAMES = inOneGo(conceptNames(vocabulary))
const suggested = (q: string, resembling = false): readonly string[] =>
  inOneGo(suggestConcepts(q, NAMES, { most: 5, resembling })).map(({ filter }) => filter)

describe('words that name something suggest it', () => {
  test.each([
    ['an organisation', 'temu', ['entity:temu']],
    ['one by its Chinese name', '拼多多海外版', ['entity:temu']],
    ['a place', 'Guangdong', ['place:CN-GD']],
    ['a topic by the beginning of its name', 'cross-border', ['topic:ec.cross-border']],
    ['a topic by another language', '跨境电商', ['topic:ec.cross-border']],
    ['a topic by a word within', 'governance', ['topic:ig']],
    ['a name of two words beside others', 'fine import duty today', ['fine topic:ec.cross-border.duty today']],
    ['a quoted name', '"import duty" -lang:ru', ['topic:ec.cross-border.duty -lang:ru']],
    ['a source by its name', 'лента', ['source:lenta']],
    ['the beginning of a name', 'shenz', ['place:CN-GD-shenzhen']],
    ['each word', 'temu icann', ['entity:temu icann', 'temu entity:icann']],
  ])('%s: %s', (_, q, filters) => expect(suggested(q)).toEqual(filters))

  test.each([
    ['an excluded word', '-temu'],
    ['a field', 'entity:temu'],
    ['a word of two letters', 'in'],
    ['an unreadable filter', '"temu'],
    ['nothing', ''],
  ])('%s suggests nothing', (_, q) => expect(suggested(q)).toEqual([]))

  test('a misspelt name is recognised where the words find nothing', () => {
    expect(suggested('Guandong')).toEqual([])
    expect(suggested('Guandong', true)).toEqual(['place:CN-GD'])
    expect(suggested('shenzen duty', true)).toContain('place:CN-GD-shenzhen duty')
  })
})

test('a word is replaced where it stands by itself', () => {
  expect(plainWords('minsiter lang:en "two words" -not')).toEqual(['minsiter', 'two words'])
  expect(withWord('title:x minsiter lang:en', 'minsiter', 'minister')).toBe('title:x minister lang:en')
  expect(withWord('title:x', 'x', 'y')).toBeNull()
})

test('others have their turn between names that are cut, and between runs of words that are compared with them', () => {
  expect([...conceptNames(vocabulary)].length).toBeGreaterThan(NAMES.length - 1)
  const runs = ['temu', 'temu icann', 'icann']
  expect([...suggestConcepts('temu icann', NAMES, { most: 5, resembling: true })]).toHaveLength(runs.length)
})
