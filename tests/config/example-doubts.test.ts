/** Examples of topics that say nothing, or opposite things: told with line and topic, and the rest works. */
import { expect, test } from 'vitest'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { folderWith, problemsOf } from './folder.ts'

const topics = (examples: string): string => `topics:
  - id: fires
    label: Fires at sea
    about: Fires on ships
    examples:
${examples}
  - id: ports
    label: Ports
    examples: { match: [Harbour closed] }
`
const warningsOf = async (examples: string): Promise<readonly string[]> => {
  const folder = await folderWith({ 'topics.yaml': topics(examples) })
  const read = await readConfiguration(folder, {})
  return read.ok
    ? read.warnings.flatMap(({ file, line, message }) =>
        file.endsWith('topics.yaml') ? [`${line}: ${message.replaceAll(folder, '')}`] : [],
      )
    : ['problems']
}

test('examples are written in three ways', async () => {
  const folder = await folderWith({
    'topics.yaml': topics('      match: [Ship burns, { text: Schiff brennt, language: de }, { fr: Navire en feu }]'),
  })
  const read = await readConfiguration(folder, {})
  expect(read.ok ? read.configuration.taxonomy.topics[0]?.examples.match : []).toEqual([
    { language: null, text: 'Ship burns' },
    { language: 'de', text: 'Schiff brennt' },
    { language: 'fr', text: 'Navire en feu' },
  ])
})
test('a text with a colon stands in quotes', async () =>
  expect(await problemsOf({ 'topics.yaml': topics('      match:\n        - Fire on ferry: ten dead') })).toEqual([
    expect.stringMatching(/^topics.yaml:7:\d+: .*a text with a colon stands in quotes$/),
  ]))
test('an example in no language', async () =>
  expect(await warningsOf('      match: ["2026 !"]')).toEqual([
    '6: topic fires: this example is in no language, and says nothing',
  ]))
test('one text under match and miss', async () =>
  expect(await warningsOf('      match: [Ship burns]\n      miss: [ship burns]')).toEqual([
    '7: topic fires: this example stands under match and under miss (/topics.yaml:6:15)',
  ]))
test('one text of two topics', async () =>
  expect(await warningsOf('      match: [Harbour closed]')).toEqual([
    '9: topic ports: this example is one of fires too, and an article gets one of them (/topics.yaml:6:15)',
  ]))
