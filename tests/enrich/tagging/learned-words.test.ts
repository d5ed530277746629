import { describe, expect, test } from 'vitest'
import {
  createWordReader,
  createWordScores,
  heaviestWords,
  type WordWeights,
} from '../../../src/enrich/tagging/learned-words.ts'
import { createNormalizer } from '../../../src/text/normal-form.ts'
import { randomFrom } from '../../bench/random.ts'

const wordsIn = createWordReader(createNormalizer())

describe('words of an article’s beginning', () => {
  test('of the title and of the text, each once', () =>
    expect(wordsIn('Shops sell bags', 'Bags and shops, bags.')).toEqual(['shops', 'sell', 'bags', 'and']))
  test('their endings do not count, nor capitals and accents', () =>
    expect(wordsIn('Marketplace, MARKETPLACES', 'marketpläce')).toEqual(['market']))
  test('one letter is no word', () => expect(wordsIn('A b cd 7 42', '')).toEqual(['cd', '42']))
  test('scripts without blanks give pairs of letters', () =>
    expect(wordsIn('跨境电商', '')).toEqual(expect.arrayContaining(['跨境', '境电', '电商'])))
  test('simplified and traditional letters are the same words', () =>
    expect(wordsIn('跨境電商', '')).toEqual(wordsIn('跨境电商', '')))
  test.each(['', ' \n ', '!?… — «»', '\ud800', '🙂🙂'])('of «%s» there are none', (text) =>
    expect(wordsIn(text, text)).toEqual([]),
  )
  test('what stands further down is not read', () => {
    const beginning = 'opening words of the report '.repeat(8)
    expect(wordsIn('Title', `${beginning}latecomer`)).toEqual(wordsIn('Title', beginning))
    expect(wordsIn('Title', 'latecomer')).toContain('lateco')
  })
  test('a text of 100,000 words gives no more of them than its beginning has room for', () => {
    const words = Array.from({ length: 100_000 }, (_, nth) => `w${nth}`)
    expect(wordsIn('', words.join(' ')).length).toBeLessThan(100)
    expect(wordsIn(words.join(' '), '').length).toBeLessThan(600)
  })
})

const WEIGHTS: WordWeights = {
  general: { en: { sale: -1, online: 0.5 }, de: { online: 3 } },
  topics: { en: { fakes: { customs: 2, online: 0.25 }, tax: { customs: -0.5 } }, de: { fakes: { zoll: 1 } } },
}

describe('what words say of topics', () => {
  const scoreOf = (words: readonly string[], topic: string, language = 'en'): number =>
    createWordScores(WEIGHTS)(words, language)(topic)

  test('of any topic, and of one', () => {
    expect(scoreOf(['customs', 'online', 'sale'], 'fakes')).toBeCloseTo(2 + 0.5 + 0.25 - 1)
    expect(scoreOf(['customs', 'online', 'sale'], 'tax')).toBeCloseTo(-0.5 + 0.5 - 1)
  })
  test('of a topic that nothing was learned of, what they say of any', () =>
    expect(scoreOf(['online'], 'own.drones')).toBe(0.5))
  test('in their own language only', () => {
    expect(scoreOf(['customs', 'zoll'], 'fakes', 'de')).toBe(1)
    expect(scoreOf(['customs', 'zoll'], 'fakes', 'fr')).toBe(0)
  })
  test('words that nobody has met say nothing, whatever they are called', () =>
    expect(
      scoreOf(
        ['constructor', '__proto__', 'valueOf', 'bags'].map((word) => word.slice(0, 6)),
        'fakes',
      ),
    ).toBe(0))

  test('the heaviest words add up to the score, the heaviest first, without those that say nothing', () => {
    const random = randomFrom(7)
    const vocabulary = ['customs', 'online', 'sale', 'bags', 'zoll', 'river']
    for (let round = 0; round < 200; round++) {
      const words = vocabulary.filter(() => random() < 0.5)
      const language = random() < 0.5 ? 'en' : 'de'
      const topic = random() < 0.5 ? 'fakes' : 'tax'
      const heaviest = heaviestWords(WEIGHTS, words, language, topic)
      const moved = heaviest.map(([, weight]) => weight)
      expect(moved.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(scoreOf(words, topic, language), 10)
      expect(moved.map(Math.abs)).toEqual(moved.map(Math.abs).toSorted((one, other) => other - one))
      expect(moved).not.toContain(0)
      expect(words).toEqual(expect.arrayContaining(heaviest.map(([word]) => word)))
    }
  })
})
