import { expect, test } from 'vitest'
import { createCoordination } from '../../../src/enrich/tagging/coordination.ts'

const coordinatedWith = createCoordination()

/** The names of a title that are coordinated with the first of those marked with brackets. */
const joined = (marked: string, language: string): readonly string[] => {
  const title = marked.replaceAll(/[[\]]/g, '')
  const names = [...marked.matchAll(/\[(.+?)\]/g)].map((found, index) => {
    const start = found.index - 2 * index
    return { field: 'title' as const, start, end: start + (found[1] ?? '').length, sentence: 0 }
  })
  const [first] = names
  if (first === undefined) throw new Error('no name is marked')
  return coordinatedWith(first, names, { title, text: '', language }).map(({ start, end }) => title.slice(start, end))
}

test.each([
  ['en', 'the central banks of [Laos] and [Malaysia]'],
  ['en', 'the regulators of [Laos], the [Sudan] and of the [Congo]'],
  ['fr', "les autorités de la [Belgique] et de l'[Espagne]"],
  ['cs', 'banky [Litvy] a [Kypru]'],
  ['uk', 'банки [Литви] та [Кіпру]'],
  ['ar', 'بنوك [لاوس] وال[سودان]'],
  ['he', 'הבנקים של [לאוס] ו[סודן]'],
  ['fa', 'بانک‌های [لائوس] و [سودان]'],
  ['am', 'የ[ላኦስና] የ[ሱዳን] ባንኮች'],
  ['ko', '[라오스와] [수단]의 중앙은행'],
  ['ja', '[ラオス]と[スーダン]の中銀'],
  ['zh-Hant', '[寮國]、[蘇丹]央行'],
  ['th', 'ธนาคารกลาง[ลาว]และ[ซูดาน]'],
])('%s: %s', (language, marked) =>
  expect(joined(marked, language)).toEqual([...marked.matchAll(/\[(.+?)\]/g)].map(([, name]) => name)),
)

test('another word between two names keeps them apart', () => {
  expect(joined('[Laos] sues [Malaysia]', 'en')).toEqual(['Laos'])
  expect(joined('[Portugal] em [Angola]', 'pt')).toEqual(['Portugal'])
  expect(joined('[Laos] and its rival [Malaysia]', 'en')).toEqual(['Laos'])
})
test('a comma joins names only in a list that ends with «and»', () => {
  expect(joined('In [Laos], [Malaysia] wins', 'en')).toEqual(['Laos'])
  expect(joined('[Laos], [Malaysia] and [Sudan]', 'en')).toEqual(['Laos', 'Malaysia', 'Sudan'])
})
