import { describe, expect, test } from 'vitest'
import { articleId, type SourceId, sourceId, storyId } from '../../../src/model/ids.ts'
import type { IndexedReport } from '../../../src/model/story.ts'
import { decide } from '../../../src/grouping/decide.ts'
import { createGroupingIndex, type GroupingIndex, type Report } from '../../../src/grouping/grouping-index.ts'
import { openEmbeddings } from '../../../src/server/open-embeddings.ts'
import { article, HOUR, NOON } from '../../store/samples.ts'

const table = openEmbeddings()
const WIRE = sourceId('ledger-wire')

type Told = {
  readonly title: string
  readonly hour: number
  readonly source?: SourceId
  readonly language?: string
  readonly text?: string
}

const take = (index: GroupingIndex, { title, hour, source = WIRE, language = 'en', text = '' }: Told, number: number) => {
  const at = NOON + hour * HOUR
  const ids = { article: articleId(`a${number}`), story: storyId(`s${number}`), source }
  const sample = article(ids.article, { title, text, language, publishedAt: at, places: [] })
  const report: Report = { ...sample, ...ids, entities: [], places: [], topics: [], arrivedAt: at, fingerprint: null }
  const decision = decide(index, report, [])
  index.add(report, decision)
  const story = decision.assignment.kind === 'starts' ? ids.story : decision.assignment.story
  const stored: IndexedReport = { ...ids, story, arrivedAt: at, features: decision.features, bands: null }
  return { story: Number(story.slice(1)), stored }
}
/** The story of each, by the number of its first report. */
const storiesOf = (told: readonly Told[]): readonly number[] => {
  const index = createGroupingIndex(table)
  return told.map((one, number) => take(index, one, number).story)
}

/** So many names, each word of which is in no other. */
const RATED = ['Haldor Turbines', 'Ostrava Glass', 'Meridian Lifts', 'Quillon Foods', 'Nordhaven Shipping', 'Pellan Cement']
const rating = (name: string, hour: number): Told => ({ title: `Brokers keep buy on shares of ${name}`, hour })
const SERIES = RATED.map((name, nth) => rating(name, nth))

describe('headlines that one source writes from one template', () => {
  test('are stories of their own from the third on', () => {
    expect(storiesOf(SERIES).slice(2)).toEqual([2, 3, 4, 5])
  })

  test('are told by what the source repeats: other sources write one each, and join', () => {
    const desks = SERIES.map((told, nth) => ({ ...told, source: sourceId(`desk-${nth}`) }))
    expect(new Set(storiesOf(desks)).size).toBeLessThan(3)
  })

  test('join where they tell of one event: a correction, and another source', () => {
    const told = [
      ...SERIES,
      { title: 'Correction: Brokers keep buy on shares of Pellan Cement', hour: 6 },
      { title: 'Pellan Cement shares remain a buy for brokers', hour: 7, source: sourceId('harbour-business') },
    ]
    expect(storiesOf(told).slice(5)).toEqual([5, 5, 5])
  })

  test('do not join what other sources report by the words of the template', () => {
    const other = { title: 'Brokers keep buy on shares of nobody, survey finds', hour: 3, source: sourceId('survey-desk') }
    const [story] = storiesOf([...SERIES.slice(0, 3), other, ...SERIES.slice(3)]).slice(4)
    expect(story).toBe(4)
  })

  test('may name the same every day', () => {
    const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday']
    const told = days.map((day, nth) => ({
      title: `Weather for Saint-Brevan on ${day}: sun and wind expected`,
      hour: 24 * nth,
    }))
    expect(storiesOf(told).slice(2)).toEqual([2, 3])
  })
})

test('an event that a source follows within a day is one story, though its headlines differ in numbers only', () => {
  const told = [12, 40, 95, 130, 160].map((dead, nth) => ({
    title: `Death toll from earthquake in Valdora rises to ${dead}`,
    hour: 3 * nth,
  }))
  expect(storiesOf(told)).toEqual([0, 0, 0, 0, 0])
})

test('an index that is filled again knows the templates', () => {
  const index = createGroupingIndex(table)
  const taken = SERIES.slice(0, 5).map((told, number) => take(index, told, number).stored)
  const again = createGroupingIndex(table)
  again.restore(taken.slice(0, 2))
  again.restore(taken.slice(2))
  const next = rating('Pellan Cement', 5)
  const [live, refilled] = [index, again].map((one) => take(one, next, 5))
  expect(live?.story).toBe(5)
  expect(refilled).toEqual(live)
})

test('a template is forgotten four days after its last report', () => {
  const index = createGroupingIndex(table)
  for (const [number, told] of SERIES.slice(0, 3).entries()) take(index, told, number)
  const later = SERIES.map((told) => ({ ...told, hour: told.hour + 100 }))
  expect(take(index, later[3] ?? rating('', 0), 3).story).toBe(3)
  expect(take(index, later[4] ?? rating('', 0), 4).story).toBe(3)
})
