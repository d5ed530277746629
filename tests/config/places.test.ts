import { expect, test } from 'vitest'
import { readCountries } from '../../src/config/places.ts'

const namesOf = async (code: string, language: string): Promise<readonly string[]> => {
  const countries = await readCountries([language])
  return countries.find(({ id }) => id === code)?.names[language] ?? []
}

test('a second name in brackets is a name', async () => expect(await namesOf('MM', 'nl')).toEqual(['Myanmar', 'Birma']))
test('whose an island is stands in brackets too, and is no name of it', async () => {
  expect(await namesOf('MF', 'cs')).toEqual(['Svatý Martin'])
  expect(await namesOf('SX', 'cs')).toEqual(['Svatý Martin'])
})
