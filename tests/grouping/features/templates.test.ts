import { describe, expect, test } from 'vitest'
import { articleId, type SourceId, sourceId, storyId } from '../../../src/model/ids.ts'
import type { IndexedReport } from '../../../src/model/story.ts'
import { decide } from '../../../src/grouping/decide.ts'
import { createGroupingIndex, type GroupingIndex, type Report } from '../../../src/grouping/grouping-index.ts'
import { JOINS } from '../joins.ts'
import { meaningOf } from '../meanings.ts'
import { article, HOUR, NOON } from '../../store/samples.ts'

const WIRE = sourceId('ledger-wire')

type Told = {
  readonly title: string
  readonly hour: number
  readonly source?: SourceId
  readonly language?: string
  readonly text?: string
  /** What it tells, for its vector; left out: it has none. */
  readonly event?: string
}

const reportOf = ({ title, hour, source = WIRE, language = 'en', text = '' }: Told, number: number): Report => {
  const at = NOON + hour * HOUR
  const ids = { article: articleId(`a${number}`), story: storyId(`s${number}`), source }
  const sample = article(ids.article, { title, text, language, publishedAt: at, places: [] })
  return { ...sample, ...ids, entities: [], places: [], topics: [], arrivedAt: at, fingerprint: null }
}

const take = (index: GroupingIndex, told: Told, number: number) => {
  const { title, event } = told
  const report = reportOf(told, number)
  const { article, story: own, source, arrivedAt } = report
  const ids = { article, story: own, source }
  const decision = decide(index, report, [], event === undefined ? null : meaningOf(event, title))
  index.add(report, decision)
  const story = decision.assignment.kind === 'starts' ? ids.story : decision.assignment.story
  const stored: IndexedReport = { ...ids, story, arrivedAt, features: decision.features, bands: null }
  return { story: Number(story.slice(1)), stored }
}
/** The story of each, by the number of its first report. */
const storiesOf = (told: readonly Told[]): readonly number[] => {
  const index = createGroupingIndex(JOINS)
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
    event: 'earthquake',
  }))
  expect(storiesOf(told)).toEqual([0, 0, 0, 0, 0])
})

test('an index that is filled again knows the templates', () => {
  const index = createGroupingIndex(JOINS)
  const taken = SERIES.slice(0, 5).map((told, number) => take(index, told, number).stored)
  const again = createGroupingIndex(JOINS)
  again.restore(taken.slice(0, 2))
  again.restore(taken.slice(2))
  const next = rating('Pellan Cement', 5)
  const [live, refilled] = [index, again].map((one) => take(one, next, 5))
  expect(live?.story).toBe(5)
  expect(refilled).toEqual(live)
})

test('a template is forgotten four days after its last report', () => {
  const index = createGroupingIndex(JOINS)
  for (const [number, told] of SERIES.slice(0, 3).entries()) take(index, told, number)
  const othersAfter = (hours: number): number => {
    const told = SERIES[3] ?? rating('', 0)
    return index.compare(reportOf({ ...told, hour: told.hour + hours }, 3), null).others.size
  }
  expect(othersAfter(1)).toBe(3)
  expect(othersAfter(100)).toBe(0)
})
