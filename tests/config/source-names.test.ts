import { expect, test } from 'vitest'
import { freeId, idFrom } from '../../src/config/source-names.ts'

test.each([
  ['Ведомости', 'vedomosti'],
  ['人民网', 'renminwang'],
  ['신문', 'sinmun'],
  ["L'été & l'hiver", 'l-ete-l-hiver'],
  ['दैनिक जागरण', 'dainik-jagrn'],
  ['— !', 'source'],
])('%s has the id %s', (name, id) => expect(idFrom(name)).toBe(id))

test('a number tells equal names apart', () => {
  const taken = new Set(['a'])
  expect([freeId('a', taken), freeId('a', taken), freeId('b', taken)]).toEqual(['a-2', 'a-3', 'b'])
})
