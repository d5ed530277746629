/** Holds docs/glossary.md: each term is named once, and its files exist. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

describe('docs/glossary.md', () => {
  const rows = Array.from(
    read('docs/glossary.md').matchAll(/^\| ([^|]+?) \| [^|]+ \| `([^`|]+)` \|/gm),
    ([, term = '', file = '']) => ({
      term,
      file,
    }),
  )
  test('names each term once', () => {
    expect(rows.length).toBeGreaterThan(80)
    const terms = rows.map(({ term }) => term)
    expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([])
  })
  test('names files that exist', () => expect(rows.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]))
})
