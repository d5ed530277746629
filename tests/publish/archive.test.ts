import { describe, expect, test } from 'vitest'
import { ARCHIVE_ENTRIES, archiveText, beginsDocument, documentsIn, parseArchive } from '../../src/publish/archive.ts'

describe('an archive document', () => {
  test.each([
    ['120', { from: 120, upTo: null }],
    ['120-187', { from: 120, upTo: 187 }],
  ])('is named %s in its address', (text, part) => {
    expect(parseArchive(text)).toEqual(part)
    expect(archiveText(part)).toBe(text)
  })

  test.each(['', '0', '-1', '1-', '1-0', '01', '1e3', '1 2', '9'.repeat(16), '１'])('has no other name: %j', (text) => {
    expect(parseArchive(text)).toBe(null)
  })

  test('has at most two hundred entries, counted from the first of a run', () => {
    const run = Array.from({ length: 2 * ARCHIVE_ENTRIES + 1 }, (_, index) => index)
    expect(documentsIn(run).map(({ length }) => length)).toEqual([200, 200, 1])
    expect(documentsIn(run).flat()).toEqual(run)
    expect(documentsIn([])).toEqual([])
  })

  test('always begins at the same entries, about one in a hundred', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `s7k2m${index.toString(32).padStart(16, '0')}`)
    const beginning = ids.filter(beginsDocument)
    expect(beginning.length).toBeGreaterThan(150)
    expect(beginning.length).toBeLessThan(250)
    expect(beginning.slice(0, 3)).toMatchInlineSnapshot(`
      [
        "s7k2m00000000000000bu",
        "s7k2m00000000000000el",
        "s7k2m00000000000000f5",
      ]
    `)
  })
})
