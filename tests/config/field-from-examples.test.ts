import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fieldFromExamples } from '../../src/config/field-from-examples.ts'
import { readCsv } from '../../src/lib/csv.ts'

const ROOT = join(import.meta.dirname, '../..')
const problems = (sheet: string): readonly string[] => {
  const made = fieldFromExamples('water', sheet)
  return made.ok ? [] : made.problems.map(({ line, message }) => `${line}: ${message}`)
}

describe('a field made of a sheet', () => {
  test('has a topic and a feed for each name, with headlines that match, headlines that do not, and a sentence', () => {
    const sheet = [
      'Topic;Headline;Match;Language;About',
      'Floods;River bursts its banks;yes;;Too much water',
      'Floods;"Flut; ganze Dörfer unter Wasser";;de;',
      'Floods;Calls flood the hotline;no;;',
      'Dürre;Kein Regen seit Mai;;de;',
      'Dürre;Ernte verdorrt;;de;',
    ].join('\r\n')
    const made = fieldFromExamples('water', sheet)
    expect(made).toMatchObject({ ok: true, topics: 2 })
    if (!made.ok) return
    expect(parse(made.files['topics.yaml'] ?? '')).toEqual({
      topics: [
        {
          id: 'floods',
          label: 'Floods',
          about: 'Too much water',
          examples: {
            match: ['River bursts its banks', { text: 'Flut; ganze Dörfer unter Wasser', language: 'de' }],
            miss: ['Calls flood the hotline'],
          },
        },
        {
          id: 'durre',
          label: 'Dürre',
          examples: {
            match: [
              { text: 'Kein Regen seit Mai', language: 'de' },
              { text: 'Ernte verdorrt', language: 'de' },
            ],
          },
        },
      ],
    })
    expect(parse(made.files['feeds.yaml'] ?? '')).toMatchObject({
      feeds: [{ id: 'all' }, { id: 'floods', filter: 'topic:floods' }, { id: 'durre', filter: 'topic:durre' }],
    })
  })

  test('every mistake in a sheet is named with its line', () => {
    expect(problems('')).toEqual(['1: the first line names the columns, and there is no column topic and no column headline'])
    expect(problems('topic,headline,colour\n')).toEqual([
      '1: there is no column "colour"; known: topic, headline, language, match, about',
    ])
    expect(problems('topic,headline\n')).toEqual(['1: the sheet has no headlines'])
    expect(problems('topic,headline,match\n,Rain,\nFloods,,\nFloods,Rain,perhaps\nFloods,"River\nfull",\n')).toEqual([
      '2: no topic',
      '3: no headline',
      '4: match is yes or no, not "perhaps"',
      '5: the topic "Floods" has fewer than 2 headlines that match; ten are a good number',
    ])
  })

  test('the shipped field disasters is what its sheet makes', () => {
    const made = fieldFromExamples('disasters', readFileSync(join(ROOT, 'tests/eval/disasters/examples.csv'), 'utf8'))
    if (!made.ok) throw new Error('the sheet has mistakes')
    for (const [name, text] of Object.entries(made.files))
      expect(readFileSync(join(ROOT, 'fields/disasters', name), 'utf8')).toBe(text)
  })
})

test('a sheet may have quotes in quotes, lines in cells, tabs, and a byte order mark', () => {
  expect(readCsv('\uFEFFa\tb\n"one ""two"""\t"three\nfour"\n\n  \t \nlast\t5')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['one "two"', 'three\nfour'] },
    { line: 6, cells: ['last', '5'] },
  ])
})
