import { describe, expect, test } from 'vitest'
import { createReportReader, headlineOf } from '../../../src/grouping/features/report-words.ts'

const wordsOf = createReportReader()
const namesIn = (language: string, title: string): readonly string[] => {
  const { size, starts, ends, areNames } = wordsOf({ language, title, text: '' }).title.words
  return Array.from(starts.slice(0, size)).flatMap((start, nth) => (areNames[nth] === 1 ? [title.slice(start, ends[nth])] : []))
}

describe('a headline', () => {
  test.each([
    ['Harbour council adopts rules for lockers - The Westmarch Post', 'Harbour council adopts rules for lockers'],
    ['Rat der Hafenstadt beschließt Regeln | Abendblatt', 'Rat der Hafenstadt beschließt Regeln'],
  ])('ends before the outlet: %s', (title, headline) => expect(headlineOf(title)).toBe(headline))

  test('is never cut down to a word or two', () => {
    expect(headlineOf('Lockers - a history of boxes')).toBe('Lockers - a history of boxes')
  })
})

describe('names', () => {
  test('are words that begin large inside a sentence', () => {
    expect(namesIn('en', 'Harbour council asks Kaupa about lockers in Westmarch')).toEqual(['Kaupa', 'Westmarch'])
    expect(namesIn('ru', 'Суд оштрафовал компанию Почтомат за ящики')).toEqual(['Почтомат'])
  })
  test('are not told where every word begins large, or every noun', () => {
    expect(namesIn('en', 'Harbour Council Asks Kaupa About Lockers')).toEqual([])
    expect(namesIn('de', 'Der Rat fragt Kaupa nach Kästen')).toEqual([])
  })
  test('are not the first word of a sentence', () => {
    expect(namesIn('en', 'council adopts rules for boxes. Lockers: opened at night')).toEqual([])
  })
})
