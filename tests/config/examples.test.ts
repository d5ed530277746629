/** The topics' own examples: enough of them, in enough languages, and none that is measured with elsewhere. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { shippedConfiguration } from '../shipped-configuration.ts'
import type { Topic } from '../../src/model/taxonomy.ts'

const root = resolve(import.meta.dirname, '../..')
let topics: readonly Topic[] = []

beforeAll(async () => {
  const { taxonomy } = await shippedConfiguration()
  topics = taxonomy.topics.filter(({ parent }) => parent !== null)
})

describe('examples of topics', () => {
  test('each topic has six that match and six near misses, in eight languages', () => {
    const poor = topics.filter(({ examples: { match, miss } }) => {
      const languages = new Set([...match, ...miss].map(({ language }) => language))
      return match.length < 6 || miss.length < 6 || languages.size < 8
    })
    expect(poor.map(({ id }) => id)).toEqual([])
  })

  test('no sentence stands in more than one place', () => {
    const examples = topics.flatMap(({ examples: { match, miss } }) => [...match, ...miss].map(({ text }) => text))
    const measured = readFileSync(resolve(root, 'tests/eval/headlines.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { readonly text: string }).text)
    const all = [...examples, ...measured]
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([])
  })
})
