import { expect, test } from 'vitest'
import { addSources } from '../../src/config/edit-sources.ts'
import { configurationOf } from './folder.ts'

const TEXT = `# Ours
sources:
  # The first
  - { id: a, name: A, url: https://a.example/ } # keep

  - id: b
    name: B
    url: https://b.example/
`
const c = { id: 'c', name: 'Café: news', url: 'https://c.example/', language: 'fr' }

test('a source is added and every comment stays', async () => {
  const { text, added, present } = addSources(TEXT, [c], { replace: false })
  expect(text.startsWith(TEXT)).toBe(true)
  expect({ added, present }).toEqual({ added: ['c'], present: [] })
  const { configuration } = await configurationOf({ 'sources.yaml': text })
  expect(configuration.sources.map(({ id, name }) => [id, name])).toEqual([
    ['a', 'A'],
    ['b', 'B'],
    ['c', 'Café: news'],
  ])
})

test('what is there already, by id or address, stays as it is', () => {
  const again = [
    { ...c, id: 'a' },
    { ...c, url: 'https://b.example/' },
  ]
  expect(addSources(TEXT, again, { replace: false })).toEqual({ text: TEXT, added: [], present: ['a', 'c'], removed: [] })
})

test('replacing drops the others and leaves what is in both untouched', () => {
  const { text, added, removed } = addSources(TEXT, [{ ...c, id: 'other', url: 'https://a.example/' }, c], { replace: true })
  expect(text).toContain('{ id: a, name: A, url: https://a.example/ } # keep')
  expect(text).not.toContain('b.example')
  expect({ added, removed }).toEqual({ added: ['c'], removed: ['b'] })
})

test.each(['', '# nothing yet\n', 'sources:\n', 'sources: []\n'])('an empty file is filled: %j', async (empty) => {
  const { configuration } = await configurationOf({ 'sources.yaml': addSources(empty, [c], { replace: false }).text })
  expect(configuration.sources.map(({ id }) => id)).toEqual(['c'])
})

test('a file that is not YAML is not touched', () => {
  expect(() => addSources('sources: [', [c], { replace: false })).toThrow(/not valid YAML/)
})
