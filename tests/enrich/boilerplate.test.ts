import { describe, expect, test } from 'vitest'
import { withoutBoilerplate } from '../../src/enrich/boilerplate.ts'

describe('endings that say nothing are dropped', () => {
  const said = 'The regulator has opened an inquiry.'
  test.each([
    'The post Parcel fees appeared first on The Desk.',
    'The post Parcel fees first appeared on The Desk.',
    'Der Beitrag Paketgebühren erschien zuerst auf Der Tisch.',
    'L’article Frais de colis est apparu en premier sur Le Bureau.',
    'La entrada Tarifas se publicó primero en La Mesa.',
    'L’articolo Tariffe proviene da Il Tavolo.',
    'O post Tarifas apareceu primeiro em A Mesa.',
    'Artykuł Opłaty pochodzi z serwisu Biurko.',
    'Сообщение Сборы за посылки появились сначала на Стол.',
    '投稿 小包の手数料 は デスク に最初に表示されました。',
    'Continue reading Parcel fees →',
    'Read more…',
    'Weiterlesen »',
    'Lire la suite…',
    'Читать далее →',
    '続きを読む',
  ])('%s', (ending) => {
    expect(withoutBoilerplate(`${said} ${ending}`)).toBe(said)
    expect(withoutBoilerplate(`${said}\n${ending}`)).toBe(said)
  })
  test('a cut text keeps its ellipsis', () => {
    expect(withoutBoilerplate('The regulator has opened an […]\nThe post Fees appeared first on The Desk.')).toBe(
      'The regulator has opened an…',
    )
    expect(withoutBoilerplate('The regulator has opened an [...]')).toBe('The regulator has opened an…')
  })
  test('a link to comments is no text', () => expect(withoutBoilerplate('Comments')).toBe(''))
})

describe('what only looks like it stays', () => {
  test.each([
    'Schools ask children to read more.',
    'The post office appeared first on the list of buyers.',
    'Minister: continue reading the law before you sign it',
    'It is worth more…',
    '',
  ])('%s', (text) => expect(withoutBoilerplate(text)).toBe(text))
})

test('a text of nothing but beginnings is read at once', () => {
  const text = 'The post '.repeat(50_000)
  expect(withoutBoilerplate(text)).toBe(text)
})
