import { expect, test } from 'vitest'
import { maskOf, createNameFinder } from '../../../src/grouping/crosslingual/name-features.ts'
import type { Evidence } from '../../../src/model/article.ts'

const addNames = createNameFinder()
const TITLE = 'Warsaw court fines LockerHub'
const TEXT = 'The court in Warsaw named Kamotova.'
const OPENING = `${TITLE}\n${TEXT}`
const at = (term: string, field: 'title' | 'text'): Evidence => {
  const start = (field === 'title' ? TITLE : TEXT).indexOf(term)
  return { term, field, start, end: start + term.length, kind: 'name' }
}
const wordsIn = (known: readonly Evidence[]): readonly string[] => {
  const found = new Set<string>()
  addNames(found, OPENING, 'en', () => false, maskOf(TITLE, OPENING.length, known))
  return [...found].filter((feature) => feature.startsWith('word:'))
}

test('names are found wherever they stand', () => {
  expect(wordsIn([])).toEqual(['word:warsaw', 'word:lockerhub', 'word:kamotova'])
})
test('what is tagged already is no second piece of evidence, in title or text', () => {
  expect(wordsIn([at('Warsaw', 'title')])).toEqual(['word:lockerhub', 'word:warsaw', 'word:kamotova'])
  expect(wordsIn([at('Warsaw', 'title'), at('Warsaw', 'text')])).toEqual(['word:lockerhub', 'word:kamotova'])
})
test('what is tagged behind the opening, or twice in one span, changes nothing else', () => {
  const beyond: Evidence = { term: 'Warsaw', field: 'text', start: 5_000, end: 5_006, kind: 'name' }
  const inside: Evidence = { ...at('LockerHub', 'title'), end: at('LockerHub', 'title').start + 6 }
  expect(wordsIn([beyond, at('LockerHub', 'title'), inside])).toEqual(['word:warsaw', 'word:kamotova'])
})
