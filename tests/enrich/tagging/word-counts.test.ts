import { describe, expect, test } from 'vitest'
import { countWords, createWordSupports, type JudgedWords } from '../../../src/enrich/tagging/word-counts.ts'
import { taxonomy, topic } from './taxonomy.ts'

const [DNS, TAX] = [0, 1]
const KNOWN = taxonomy({ topics: ['dns', 'tax', 'own'].map((id) => topic(id)) })
const OWN = 2

const judged = (words: string, right: readonly string[] = [], language = 'en'): JudgedWords => ({
  words: words.split(' '),
  language,
  right,
})
const times = (count: number, one: JudgedWords): readonly JudgedWords[] => Array.from({ length: count }, () => one)
/** Ordinary news, of which nothing is of the field. */
const ORDINARY = ['en', 'de', 'sw'].flatMap((language) => times(60, judged('match today', [], language)))
const ARTICLES = [
  ...ORDINARY,
  ...times(8, judged('registry today', ['dns'])),
  ...times(8, judged('levy today', ['tax'])),
  ...times(8, judged('icann', ['dns'])),
  ...times(8, judged('icann', ['dns'], 'de')),
]
const supports = createWordSupports(countWords(ARTICLES), KNOWN)
const ofTopic = (words: string, at: number, language = 'en'): number => supports(words.split(' '), language).ofTopic(at)

describe('counts of words', () => {
  const counts = countWords(ARTICLES)
  test('are of articles, by topic and for any', () => {
    expect(counts['en']?.words['registry']).toBe('8 * 8 dns 8')
    expect(counts['en']?.words['today']).toBe('76 * 16 dns 8 tax 8')
    expect(counts['en']?.words['match']).toBe('60')
    expect(counts['en']?.articles).toBe('84 * 24 dns 16 tax 8')
    expect(counts['any']?.articles).toBe('212 * 32 dns 24 tax 8')
  })
  test('of several languages are added', () => {
    expect(counts['any']?.words['icann']).toBe('16 * 16 dns 16')
    expect(counts['any']?.words['registry']).toBeUndefined()
  })
  test('of an article with two topics count for both, and once for any', () =>
    expect(countWords(times(3, judged('both', ['dns', 'tax'])))['en']?.words['both']).toBe('3 * 3 dns 3 tax 3'))
  test('leave out words of too few articles, in all languages together', () => {
    const few = countWords([...times(2, judged('rare shared')), judged('shared', [], 'de')])
    expect(Object.keys(few['en']?.words ?? {})).toEqual(['shared'])
    expect(few['de']?.words['shared']).toBe('1')
  })
})

describe('what words say', () => {
  test('is for the topic of the articles they stood in, and against others', () => {
    expect(ofTopic('registry', DNS)).toBeGreaterThan(1)
    expect(ofTopic('registry', TAX)).toBeLessThan(0)
    expect(ofTopic('match', DNS)).toBeLessThan(0)
  })
  test('is for the field where they stood in articles of any topic', () => {
    const fieldOf = (words: string): number => supports([words], 'en').ofField
    expect(fieldOf('levy')).toBeGreaterThan(0.5)
    expect(fieldOf('match')).toBeLessThan(0)
  })
  test('is learned in one language and known in another, where the word is one of several', () => {
    expect(ofTopic('icann', DNS, 'sw')).toBeGreaterThan(0.5)
    expect(ofTopic('registry', DNS, 'sw')).toBe(0)
  })
  test('leads by what the topic has before the best other one', () => {
    const said = supports(['registry', 'levy'], 'en')
    expect(said.leadOf(DNS)).toBeCloseTo(said.ofTopic(DNS) - said.ofTopic(TAX), 9)
    expect(supports(['registry'], 'en').leadOf(DNS)).toBeGreaterThan(1)
    expect(supports(['registry'], 'en').leadOf(TAX)).toBeLessThan(-1)
  })
  test('is nothing where no word is known', () => {
    for (const said of [
      supports([], 'en'),
      supports(['unheard', 'constructor'], 'en'),
      createWordSupports({}, KNOWN)(['match'], 'en'),
    ])
      expect([said.ofField, said.ofTopic(DNS), said.ofTopic(OWN), said.leadOf(DNS)].map(Math.abs)).toEqual([0, 0, 0, 0])
  })
  test('is said more surely by more articles', () => {
    const after = (count: number): number => {
      const others = times(40 - count, judged('old', ['dns']))
      return createWordSupports(countWords([...ORDINARY, ...others, ...times(count, judged('fresh', ['dns']))]), KNOWN)(
        ['fresh'],
        'en',
      ).ofTopic(DNS)
    }
    expect(after(2)).toBe(0)
    expect(after(3)).toBeGreaterThan(0)
    expect(after(12)).toBeGreaterThan(after(3))
  })
  test('does not grow with each word that repeats the others', () => {
    const one = ofTopic('registry', DNS)
    expect(ofTopic('registry registry registry registry', DNS)).toBeCloseTo(2 * one, 9)
  })
})
