import { describe, expect, test } from 'vitest'
import { isBeforeCapital, isMarked, isMarkedAsName } from '../../../src/enrich/tagging/letter-case.ts'

const asked = (marked: string, language: string) => {
  const start = marked.indexOf('[')
  const title = marked.replaceAll(/[[\]]/g, '')
  return [
    { field: 'title' as const, start, end: marked.indexOf(']') - 1 },
    { title, text: '', language },
  ] as const
}

describe('a capital marks a name', () => {
  test('within a sentence of small letters', () => {
    expect(isMarkedAsName(...asked('Nouvelle panne chez [Orange] ce matin', 'fr'))).toBe(true)
    expect(isMarkedAsName(...asked("Le patron d'[Orange] part demain", 'fr'))).toBe(true)
  })
  test('not where every sentence, quotation or noun has one', () => {
    expect(isMarkedAsName(...asked('[Orange] et pomme coûtent plus cher', 'fr'))).toBe(false)
    expect(isMarkedAsName(...asked('Au marché : « [Orange] trop chère »', 'fr'))).toBe(false)
    expect(isMarkedAsName(...asked('Warum die [Orange] teurer wird', 'de'))).toBe(false)
  })
  test('not in a headline of capitals, nor in one word of capitals', () => {
    expect(isMarkedAsName(...asked('How The [Orange] Came To The North', 'en'))).toBe(false)
    expect(isMarkedAsName(...asked('assista AO [VIVO] ao jogo da noite', 'pt'))).toBe(false)
  })
  test('not beside another, which is a person', () => {
    expect(isMarkedAsName(...asked('ayer ganó Usain [Bolt] otra medalla', 'es'))).toBe(false)
    expect(isMarkedAsName(...asked('gisteren zag [Otto] Visser het nest', 'nl'))).toBe(false)
  })
  test('a place may stand beside another, and before a Turkish ending', () => {
    expect(isMarked(...asked('geçen yıl Güney [Mısır] kentinde toplandılar', 'tr'))).toBe(true)
    expect(isMarked(...asked("[Mısır]'da toplandılar", 'tr'))).toBe(true)
    expect(isMarked(...asked('[Mısır] tarlası yandı', 'tr'))).toBe(false)
  })
})

test('a capital behind makes a first name, but not in a headline of capitals', () => {
  expect(isBeforeCapital(...asked('[Paris] Novak opens a bakery today', 'en'))).toBe(true)
  expect(isBeforeCapital(...asked('[Paris] Opens A Bakery For Its Poor', 'en'))).toBe(false)
  expect(isBeforeCapital(...asked('[Paris] opens a bakery today', 'en'))).toBe(false)
})
