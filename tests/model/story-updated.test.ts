import { describe, expect, test } from 'vitest'
import { contributorsOf, firstUpdated, isNewContribution, updatedBy } from '../../src/model/story-updated.ts'
import { HOUR, idOf, NOON } from '../store/samples.ts'

const report = (number: number, source: string, language: string, rest: { alsoIn?: string[]; revisedAt?: number } = {}) => ({
  number,
  source: idOf(source),
  alsoIn: (rest.alsoIn ?? []).map(idOf),
  language,
  firstSeen: NOON + number * HOUR,
  revisedAt: rest.revisedAt ?? null,
})

test('a story begins with its place in the order or its date, whichever is later', () =>
  expect([firstUpdated({ sortAt: 1, publishedAt: 2 }), firstUpdated({ sortAt: 3, publishedAt: 2 })]).toEqual([2, 3]))

describe('a report is a new contribution', () => {
  const stored = contributorsOf([report(1, 'agency', 'en', { alsoIn: ['mirror'] })])
  test.each([
    ['of another source', 'paper', 'en', true],
    ['in another language', 'agency', 'fr', true],
    ['not of the same source in the same language', 'agency', 'en', false],
    ['nor of one that had the same article', 'mirror', 'en', false],
    ['an identical article of another source', 'paper', null, true],
    ['not an identical article of a source that is there', 'mirror', null, false],
  ])('%s', (_, source, language, isNew) => expect(isNewContribution(stored, { source: idOf(source), language })).toBe(isNew))

  test('but the first one begins the story', () =>
    expect(isNewContribution(contributorsOf([]), { source: idOf('paper'), language: 'en' })).toBe(false))
})

describe('updated, as some of a story’s articles had moved it', () => {
  const story = { lead: 1, sortAt: NOON, publishedAt: NOON - HOUR, updatedAt: NOON + 99 * HOUR }
  const first = report(1, 'agency', 'en')

  test('by the first alone', () => expect(updatedBy(story, [first])).toBe(NOON))
  test('by another source', () => expect(updatedBy(story, [first, report(2, 'paper', 'en')])).toBe(NOON + 2 * HOUR))
  test('by another language', () => expect(updatedBy(story, [first, report(3, 'agency', 'fr')])).toBe(NOON + 3 * HOUR))
  test('not by the same source once more', () => expect(updatedBy(story, [first, report(4, 'agency', 'en')])).toBe(NOON))
  test('by a material change of the lead, not of another', () => {
    const revised = [
      report(1, 'agency', 'en', { revisedAt: NOON + 5 * HOUR }),
      report(2, 'agency', 'en', { revisedAt: NOON + 9 * HOUR }),
    ]
    expect(updatedBy(story, revised)).toBe(NOON + 5 * HOUR)
  })
  test('never later than with all of them', () =>
    expect(updatedBy({ ...story, updatedAt: NOON + HOUR }, [first, report(2, 'paper', 'en')])).toBe(NOON + HOUR))
})
