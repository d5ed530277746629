import { expect, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import { firstReports } from '../../src/model/firsts-by-language.ts'

const report = (language: string, source: string, publishedAt: number) => ({ language, source: sourceId(source), publishedAt })

test('each language has one first report, and its lag behind the first of all', () => {
  const found = firstReports([
    report('en', 'post', 500),
    report('sw', 'nation', 200),
    report('en', 'times', 350),
    report('sw', 'taifa', 300),
  ])
  expect(found).toEqual([
    { language: 'sw', source: 'nation', at: 200, lagMs: 0 },
    { language: 'en', source: 'times', at: 350, lagMs: 150 },
  ])
})

test('a story without reports has no first one', () => expect(firstReports([])).toEqual([]))
