import { describe, expect, test } from 'vitest'
import { edgeLinesOf, repeatedLines, withoutRepeatedLines } from '../../../src/enrich/boilerplate/repeated-lines.ts'
import { costGrowth, MOST_GROWTH } from '../../processor-time.ts'

const reports = ['Parcels wait at the border.', 'A court hears traders.', 'Domains change hands.', 'The council votes in May.']
/** Each text without what the texts share. */
const leftOf = (texts: readonly string[]): readonly string[] => {
  const repeated = repeatedLines(texts.map(edgeLinesOf))
  return texts.map((text) => withoutRepeatedLines(text, repeated))
}

describe('what most items of a document share is the source’s', () => {
  test.each([
    ['a line above', (report: string) => `Desk of parcels\n${report}`],
    ['a line below', (report: string) => `${report}\nWritten at the desk`],
    ['two lines below', (report: string) => `${report}\nWritten at the desk\nAll rights with us`],
    ['lines above and below', (report: string) => `Morning\n${report}\nEvening`],
    ['a sentence before', (report: string) => `You read the morning desk. ${report}`],
    ['a sentence after', (report: string) => `${report} Written with care at the desk.`],
    ['a name before a dash', (report: string) => `DSK - ${report}`],
    ['a name in brackets', (report: string) => `(Desk) – ${report}`],
  ])('%s', (_, around) => expect(leftOf(reports.map(around))).toEqual(reports))
  test('a sentence of a script without spaces', () => {
    const own = ['包裹在边境等待。', '法院听取商家意见。', '域名易主。', '五月表决。']
    expect(leftOf(own.map((report) => `${report}桌报编辑部整理。`))).toEqual(own)
  })
  test('where half of the items have it', () => {
    const texts = [...reports.slice(0, 3).map((report) => `${report}\nAt the desk`), ...reports]
    expect(leftOf(texts.slice(0, 6))).toEqual([...reports.slice(0, 3), ...reports.slice(0, 3)])
  })
})

describe('what few share stays', () => {
  test('in a document of three items', () => {
    const texts = reports.slice(0, 3).map((report) => `${report}\nAt the desk`)
    expect(leftOf(texts)).toEqual(texts)
  })
  test('in two items of four', () => {
    const texts = reports.map((report, index) => (index < 2 ? `${report}\nAt the desk` : report))
    expect(leftOf(texts)).toEqual(texts)
  })
  test('in three items of seven', () => {
    const texts = [
      ...reports.map((report) => `${report} Yes.`),
      ...reports.slice(0, 3).map((report) => `${report}\nAt the desk`),
    ]
    expect(leftOf(texts).slice(4)).toEqual(texts.slice(4))
  })
  test('an abbreviation before a name', () => {
    const texts = ['Ada Lind', 'Bo Berg', 'Cy Dahl', 'Di Holm'].map((name) => `Dr. ${name} speaks of parcels.`)
    expect(leftOf(texts)).toEqual(texts)
  })
  test('a text that is nothing else', () => {
    const texts = ['Read it.', 'Read it.', 'Read it.', 'Read it.']
    expect(leftOf(texts)).toEqual(texts)
  })
})

test('long texts are compared by their ends alone', async () => {
  const make = (words: number): readonly string[] => reports.map((report) => `${report} ${'word '.repeat(words)}\nAt the desk`)
  const compare = (texts: readonly string[]): void => expect(leftOf(texts).every((text) => !text.endsWith('desk'))).toBe(true)
  expect(await costGrowth(10_000, make, compare)).toBeLessThan(MOST_GROWTH)
})
