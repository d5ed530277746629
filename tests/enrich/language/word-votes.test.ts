import { describe, expect, test } from 'vitest'
import { createWordMemory } from '../../../src/enrich/language/word-memory.ts'
import { createWordVotes } from '../../../src/enrich/language/word-votes.ts'

describe('each word counts for the languages that have it', () => {
  const votes = createWordVotes()
  test('small words', () => {
    const counts = votes('der hund und die katze')
    expect(counts.get('de')).toBeGreaterThan(counts.get('nl') ?? 0)
  })
  test('letters that only some languages have', () => expect([...votes('łódź').keys()]).toEqual(['pl']))
  test('endings', () => expect([...votes('federación').keys()].toSorted()).toEqual(['es', 'gl']))
  test('the same however often it is asked', () => expect(votes('łódź')).toEqual(votes('łódź')))
})

describe('a word memory', () => {
  const asked: string[] = []
  const answers = createWordMemory((word) => {
    asked.push(word)
    return [word]
  })
  test('asks about each distinct word once', () => {
    expect(answers("l'eau, l'eau e-mail 27")).toEqual([["l'eau"], ['e-mail']])
    expect(answers('e-mail')).toEqual([['e-mail']])
    expect(asked).toEqual(["l'eau", 'e-mail'])
  })
  test('looks at the first 60 words only', () => {
    const text = Array.from({ length: 100 }, (_, nth) => `w${'a'.repeat(nth + 1)}`).join(' ')
    expect(answers(text)).toHaveLength(60)
  })
})
