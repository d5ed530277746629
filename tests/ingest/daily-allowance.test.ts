import { describe, expect, test } from 'vitest'
import { createDailyAllowance } from '../../src/ingest/daily-allowance.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'
import { article, DAY, HOUR, idOf, NOON } from '../store/samples.ts'

describe('what a source may store in a day', () => {
  const rows = newArticleRows(
    idOf('a'),
    Array.from({ length: 10 }, (_, index) => article(`n${index}`, { text: 'x'.repeat(10_000), html: '' })),
  )
  const maxBytes = 100_000

  test('is counted in bytes, from its first article on, and each source by itself', () => {
    const { take } = createDailyAllowance()
    const [first] = [take(idOf('a'), rows, { now: NOON, maxBytes })]
    expect(first).toBeGreaterThan(2)
    expect(first).toBeLessThan(8)
    expect(take(idOf('a'), rows, { now: NOON + DAY - 1, maxBytes })).toBe(0)
    expect(take(idOf('b'), rows, { now: NOON + DAY - 1, maxBytes })).toBe(first)
    expect(take(idOf('a'), rows, { now: NOON + DAY, maxBytes })).toBe(first)
  })

  test('counts documents and pages that ended their thread: after twenty nothing is read of the source for that day', () => {
    const { countCrash, isExhausted } = createDailyAllowance()
    for (let count = 0; count < 19; count += 1) countCrash(idOf('a'), NOON + count)
    expect(isExhausted(idOf('a'), NOON + HOUR)).toBe(false)
    countCrash(idOf('a'), NOON + HOUR)
    expect([NOON + HOUR, NOON + DAY - 1, NOON + DAY].map((now) => isExhausted(idOf('a'), now))).toEqual([true, true, false])
    expect(isExhausted(idOf('b'), NOON + HOUR)).toBe(false)
  })

  test('may be spent to the last byte, and not by one more', () => {
    const fits = (maxBytes: number): number => createDailyAllowance().take(idOf('a'), rows, { now: NOON, maxBytes })
    // One text alone is as long, and so are three.
    expect(fits(10_000)).toBe(0)
    expect(fits(30_000)).toBeLessThan(3)
    let least = 30_000
    while (fits(least) < 3) least += 1
    expect([fits(least - 1), fits(least), fits(least + 1)]).toEqual([2, 3, 3])
    const { take } = createDailyAllowance()
    expect(take(idOf('a'), rows, { now: NOON, maxBytes: least })).toBe(3)
    expect(take(idOf('a'), rows, { now: NOON, maxBytes: least + 1 })).toBe(0)
  })

  test('articles without text count too', () => {
    const small = newArticleRows(
      idOf('a'),
      Array.from({ length: 100 }, (_, index) => article(`s${index}`, { text: '', html: '' })),
    )
    expect(createDailyAllowance().take(idOf('a'), small, { now: NOON, maxBytes })).toBeLessThan(50)
  })
})
