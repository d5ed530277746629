import { describe, expect, test } from 'vitest'
import { withoutOutlet } from '../../src/lib/without-outlet.ts'

describe('an outlet at the end of a title', () => {
  const headline = 'Regulator opens inquiry into parcel fees'
  test.each([
    [`${headline} - The Desk`, 'The Desk'],
    [`${headline} | The Desk`, 'The Desk – latest news'],
    [`${headline} — THE DESK`, 'The Desk: business'],
    [`${headline} - desk.example`, null],
    ['监管机构就包裹收费展开全面调查工作 - 新闻台', '新闻台 RSS'],
  ])('%s', (title, feed) =>
    expect(withoutOutlet(title, feed)).toBe(title.replace(/ [-|—] (?:The Desk|THE DESK|desk\.example|新闻台)$/, '')),
  )
  test.each([
    [`${headline} - and raises its own`, 'The Desk'],
    [`${headline} – report`, null],
    ['The Desk - The Desk', 'The Desk'],
    [headline, 'The Desk'],
  ])('what is none stays: %s', (title, feed) => expect(withoutOutlet(title, feed)).toBe(title))
})
